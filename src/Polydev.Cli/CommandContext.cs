using System.CommandLine;
using Polydev.Cli.Client;
using Polydev.Cli.Surroundings;

namespace Polydev.Cli;

/// <summary>One call of a command: its options, its surroundings, and the controller it speaks to.</summary>
internal sealed class CommandContext(Shell shell, GlobalOptions globals, ParseResult parse)
{
    /// <summary>The process around the command.</summary>
    public Shell Shell { get; } = shell;

    /// <summary>Whether a program reads the output.</summary>
    public bool Json => parse.GetValue(globals.Json);

    /// <summary>The value of an option.</summary>
    public T? Value<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Value<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <summary>Whether an option was written on the command line.</summary>
    public bool Has(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>The data directory, as an absolute path.</summary>
    public string DataDirectory => DataDirectoryOrNull
        ?? throw CommandFailure.Usage("There is no home directory to keep data in.", "Name a directory with --data (POLYDEV_DATA).");

    /// <summary>The data directory, as an absolute path; null when there is no home to put it in.</summary>
    public string? DataDirectoryOrNull => (parse.GetValue(globals.Data) ?? Shell.Variable("POLYDEV_DATA") ?? DataLocation.Default(Shell.Variable)) is { Length: > 0 } path
        ? Path.GetFullPath(path)
        : null;

    /// <summary>The data directory of a node, as an absolute path: by default beside that of a controller on the same host.</summary>
    public string NodeDirectory => parse.GetValue(globals.Data) is null && Shell.Variable("POLYDEV_DATA") is null ? DataDirectory + "-node" : DataDirectory;

    /// <summary>Where the controller is, and as whom to speak to it.</summary>
    public Endpoint Endpoint
    {
        get
        {
            var text = parse.GetValue(globals.Url) ?? Shell.Variable("POLYDEV_URL") ?? GlobalOptions.DefaultUrl;
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? new Endpoint(url, Key(), parse.GetValue(globals.Tenant))
                : throw CommandFailure.Usage($"'{text}' is not an http or https address.", $"For example {GlobalOptions.DefaultUrl}.");
        }
    }

    /// <summary>A client of the controller.</summary>
    public PolydevClient Connect() => new(Endpoint, Shell.Network);

    /// <summary>The API key: option, environment, or the admin key that a controller on this machine left in its data directory.</summary>
    private string? Key()
    {
        if ((parse.GetValue(globals.Key) ?? Shell.Variable("POLYDEV_API_KEY")) is { } key)
        {
            return key.Trim();
        }

        try
        {
            return DataDirectoryOrNull is { } data ? File.ReadAllText(Path.Combine(data, "admin.key")).Trim() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a key the controller says what it wants; another user's data directory is no fault of this call.
            return null;
        }
    }
}

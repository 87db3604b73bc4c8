using System.CommandLine;

namespace Polydev.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Address of the controller when nothing says otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:4000";

    /// <summary>Where the controller is.</summary>
    public Option<string?> Url { get; } = new("--url") { Description = $"Address of the controller [env POLYDEV_URL; {DefaultUrl}]", HelpName = "url", Recursive = true };

    /// <summary>As whom to speak to it.</summary>
    public Option<string?> Key { get; } = new("--key") { Description = "API key [env POLYDEV_API_KEY; admin.key of the data directory]", HelpName = "key", Recursive = true };

    /// <summary>The controller's data directory.</summary>
    public Option<string?> Data { get; } = new("--data") { Description = "Data directory [env POLYDEV_DATA; ~/.local/share/polydev]", HelpName = "directory", Recursive = true };

    /// <summary>The tenant an admin acts for.</summary>
    public Option<string?> Tenant { get; } = new("--tenant") { Description = "Act for this tenant, with an admin key", HelpName = "id", Recursive = true };

    /// <summary>Machine output.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Machine output: one JSON document, or one line per item of a stream", Recursive = true };

    /// <summary>Adds all of them to the root.</summary>
    public void AddTo(Command root)
    {
        foreach (var option in new Option[] { Url, Key, Data, Tenant, Json })
        {
            root.Add(option);
        }
    }
}

using Microsoft.Extensions.Configuration;
using Polydev.Controller;

namespace Polydev.Cli.Hosting;

/// <summary>Reads the operator's JSON file into the controller's options. A name nobody knows is an error: a misspelt limit must not be no limit.</summary>
internal static class ConfigurationFile
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string Name = "polydev.json";

    /// <summary>Reads the file; does nothing when it is the one of the data directory and is not there.</summary>
    /// <exception cref="CommandFailure">It is not there, not JSON, or says something the options do not know.</exception>
    public static void Read(string dataDirectory, string? named, ControllerOptions into)
    {
        var path = Path.GetFullPath(named ?? Path.Combine(dataDirectory, Name));
        if (named is null && !File.Exists(path))
        {
            return;
        }

        try
        {
            var file = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();

            // The file speaks snake_case like the API; the binder knows the options by their own names, in any case.
            var plain = file.AsEnumerable().ToDictionary(pair => WithoutUnderscores(pair.Key), pair => pair.Value, StringComparer.OrdinalIgnoreCase);
            new ConfigurationBuilder().AddInMemoryCollection(plain).Build().Bind(into, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains(nameof(BinderOptions.ErrorOnUnknownConfiguration), StringComparison.Ordinal))
        {
            var name = exception.Message[(exception.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..];
            throw new CommandFailure("invalid_configuration", $"{path} sets {name} (underscores left out), which is no option.", "Names and units are in docs/operating.md.");
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or FileNotFoundException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure("invalid_configuration", $"{path} cannot be used: {exception.GetBaseException().Message}", "Names and units are in docs/operating.md.");
        }
    }

    /// <summary>The key as the binder wants it. Names an operator chooses, those of pools and providers, stay as they are.</summary>
    private static string WithoutUnderscores(string key)
    {
        var parts = key.Split(ConfigurationPath.KeyDelimiter);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i != 1 || !string.Equals(parts[0], "pools", StringComparison.OrdinalIgnoreCase))
            {
                parts[i] = parts[i].Replace("_", "", StringComparison.Ordinal);
            }
        }

        return ConfigurationPath.Combine(parts);
    }
}

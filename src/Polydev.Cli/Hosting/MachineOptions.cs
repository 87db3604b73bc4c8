using Microsoft.Extensions.Logging;

namespace Polydev.Cli.Hosting;

/// <summary>How a controller with its node is started in this process.</summary>
internal sealed record MachineOptions
{
    /// <summary>Port of the API; 0 takes a free one, null leaves it to the configuration file.</summary>
    public int? Port { get; init; }

    /// <summary>Address the API listens on; null leaves it to the configuration file.</summary>
    public string? BindAddress { get; init; }

    /// <summary>Directory of the database and the keys.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Name of the driver; null to take containers where an engine and our image are there, else processes.</summary>
    public string? Driver { get; init; }

    /// <summary>Image of worker containers; null for the one that belongs to this version.</summary>
    public string? Image { get; init; }

    /// <summary>OCI runtime of worker containers, by the name the engine knows it under; null for the engine's own choice.</summary>
    public string? Runtime { get; init; }

    /// <summary>Where nodes of other hosts dial; null leaves it to the configuration file.</summary>
    public string? NodeListen { get; init; }

    /// <summary>Configuration file; null for <c>polydev.json</c> in the data directory, where there is one.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>Where providers are, by name; wins over file and environment.</summary>
    public IReadOnlyDictionary<string, string> Providers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}

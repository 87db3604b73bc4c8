namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>How a service is known to be well.</summary>
public sealed record ServiceCheck
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary><c>http</c> or <c>tcp</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Path of the request.</summary>
    public string? Path { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>How often.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How long it may take.</summary>
    public TimeSpan? Timeout { get; init; }
}

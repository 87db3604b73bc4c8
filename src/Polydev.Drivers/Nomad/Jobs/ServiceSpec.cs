namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What a group offers to others.</summary>
public sealed record ServiceSpec
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The port it is on.</summary>
    public string? PortLabel { get; init; }

    /// <summary><c>nomad</c> (1.3 and later) or <c>consul</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>How it is known to be well.</summary>
    public IReadOnlyList<ServiceCheck>? Checks { get; init; }
}

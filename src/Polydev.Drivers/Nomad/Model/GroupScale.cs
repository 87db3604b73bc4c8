namespace Polydev.Drivers.Nomad.Model;

/// <summary>How a group's count is.</summary>
public sealed record GroupScale
{
    /// <summary>Wanted.</summary>
    public int Desired { get; init; }

    /// <summary>Placed.</summary>
    public int Placed { get; init; }

    /// <summary>Running.</summary>
    public int Running { get; init; }

    /// <summary>Healthy.</summary>
    public int Healthy { get; init; }

    /// <summary>Not healthy.</summary>
    public int Unhealthy { get; init; }

    /// <summary>How it came to be so, newest first.</summary>
    public IReadOnlyList<ScalingEvent>? Events { get; init; }
}

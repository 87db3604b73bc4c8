namespace Polydev.Drivers.Nomad.Model;

/// <summary>How many jobs dispatched from one do what.</summary>
public sealed record JobChildren
{
    /// <summary>Not running yet.</summary>
    public int Pending { get; init; }

    /// <summary>Running.</summary>
    public int Running { get; init; }

    /// <summary>Ended.</summary>
    public int Dead { get; init; }
}

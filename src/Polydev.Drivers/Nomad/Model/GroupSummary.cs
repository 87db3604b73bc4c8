namespace Polydev.Drivers.Nomad.Model;

/// <summary>How many allocations of a group do what.</summary>
public sealed record GroupSummary
{
    /// <summary>Not placed yet.</summary>
    public int Queued { get; init; }

    /// <summary>Placed, not running yet.</summary>
    public int Starting { get; init; }

    /// <summary>Running.</summary>
    public int Running { get; init; }

    /// <summary>Ended well.</summary>
    public int Complete { get; init; }

    /// <summary>Ended badly.</summary>
    public int Failed { get; init; }

    /// <summary>On a node that is lost.</summary>
    public int Lost { get; init; }
}

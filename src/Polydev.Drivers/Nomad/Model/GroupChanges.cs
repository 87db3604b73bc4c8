namespace Polydev.Drivers.Nomad.Model;

/// <summary>What a plan would do to the allocations of a group.</summary>
public sealed record GroupChanges
{
    /// <summary>Placed.</summary>
    public ulong Place { get; init; }

    /// <summary>Stopped.</summary>
    public ulong Stop { get; init; }

    /// <summary>Moved.</summary>
    public ulong Migrate { get; init; }

    /// <summary>Left alone.</summary>
    public ulong Ignore { get; init; }

    /// <summary>Changed where they are.</summary>
    public ulong InPlaceUpdate { get; init; }

    /// <summary>Replaced.</summary>
    public ulong DestructiveUpdate { get; init; }
}

namespace Polydev.Controller.Pools;

/// <summary>What one pool remembers over a restart.</summary>
internal sealed record PoolMemoryEntry
{
    /// <summary>What operators changed.</summary>
    public PoolSizing? Sizing { get; init; }

    /// <summary>What each hour of the week needed.</summary>
    public WeekProfile? Week { get; init; }
}

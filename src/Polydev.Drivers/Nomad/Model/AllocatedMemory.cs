namespace Polydev.Drivers.Nomad.Model;

/// <summary>Memory that was given.</summary>
public sealed record AllocatedMemory
{
    /// <summary>In MB.</summary>
    public long MemoryMB { get; init; }

    /// <summary>Most, in MB.</summary>
    public long MemoryMaxMB { get; init; }
}

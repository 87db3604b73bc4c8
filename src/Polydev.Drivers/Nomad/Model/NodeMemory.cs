namespace Polydev.Drivers.Nomad.Model;

/// <summary>Memory of a node.</summary>
public sealed record NodeMemory
{
    /// <summary>In MB.</summary>
    public long MemoryMB { get; init; }
}

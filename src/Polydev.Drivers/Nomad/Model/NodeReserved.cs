namespace Polydev.Drivers.Nomad.Model;

/// <summary>What of a node is kept for others.</summary>
public sealed record NodeReserved
{
    /// <summary>CPU.</summary>
    public NodeCpu? Cpu { get; init; }

    /// <summary>Memory.</summary>
    public NodeMemory? Memory { get; init; }

    /// <summary>Disk.</summary>
    public NodeDisk? Disk { get; init; }
}

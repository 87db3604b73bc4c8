namespace Polydev.Drivers.Nomad.Model;

/// <summary>What a node has.</summary>
public sealed record NodeResources
{
    /// <summary>CPU.</summary>
    public NodeCpu? Cpu { get; init; }

    /// <summary>Memory.</summary>
    public NodeMemory? Memory { get; init; }

    /// <summary>Disk.</summary>
    public NodeDisk? Disk { get; init; }
}

namespace Polydev.Drivers.Nomad.Model;

/// <summary>What a task was given.</summary>
public sealed record AllocatedTask
{
    /// <summary>CPU.</summary>
    public AllocatedCpu? Cpu { get; init; }

    /// <summary>Memory.</summary>
    public AllocatedMemory? Memory { get; init; }
}

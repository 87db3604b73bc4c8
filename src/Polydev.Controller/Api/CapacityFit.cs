namespace Polydev.Controller.Api;

/// <summary>A capacity plan as it is shown.</summary>
internal sealed record CapacityFit
{
    /// <summary>Memory of one worker in bytes.</summary>
    public required long WorkerMemoryBytes { get; init; }

    /// <summary>CPU of one worker in cores; 0 for no limit.</summary>
    public required double WorkerCpus { get; init; }

    /// <summary>Workers that the memory holds.</summary>
    public required long ByMemory { get; init; }

    /// <summary>The same with GiB read as GB over MiB.</summary>
    public required long ByMemoryInDecimalUnits { get; init; }

    /// <summary>Workers that the cores hold; null without a CPU limit.</summary>
    public long? ByCpu { get; init; }

    /// <summary>Workers that fit.</summary>
    public required long Workers { get; init; }

    /// <summary>What binds: <c>memory</c> or <c>cpu</c>.</summary>
    public required string Binds { get; init; }
}

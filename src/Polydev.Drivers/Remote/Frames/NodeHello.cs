namespace Polydev.Drivers.Remote.Frames;

/// <summary>The first line of a control connection: what the node is, and all that it holds.</summary>
internal sealed record NodeHello : NodeFrame
{
    /// <summary>Id of the node's process: another one remembers no start that failed or ended before it.</summary>
    public required string Instance { get; init; }

    /// <summary>What the host has.</summary>
    public required NodeFigures Figures { get; init; }

    /// <summary>The workers that live there.</summary>
    public IReadOnlyList<HeldWorker> Allocations { get; init => field = value ?? []; } = [];

    /// <summary>Ids of the workers whose start is under way.</summary>
    public IReadOnlyList<string> Starting { get; init => field = value ?? []; } = [];

    /// <summary>Ends that no controller has acknowledged.</summary>
    public IReadOnlyList<EndNotice> Ended { get; init => field = value ?? []; } = [];

    /// <summary>Seconds until the node is done with draining; null when it does not.</summary>
    public double? DrainSeconds { get; init; }

    /// <summary>Whether no list holds a null, which the serializer lets through.</summary>
    public bool IsWhole => Allocations.All(w => w is not null) && Starting.All(id => id is not null) && Ended.All(e => e is not null);
}

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A group of a job: how many of its allocations do what.</summary>
internal sealed record JobGroupState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many there shall be; null where each node has one.</summary>
    public int? Count { get; init; }

    /// <summary>Image of its first task; null when that is no container.</summary>
    public string? Image { get; init; }

    /// <summary>Waiting for a place.</summary>
    public required int Queued { get; init; }

    /// <summary>Placed, and starting.</summary>
    public required int Starting { get; init; }

    /// <summary>Running.</summary>
    public required int Running { get; init; }

    /// <summary>Ended well.</summary>
    public required int Complete { get; init; }

    /// <summary>Ended otherwise.</summary>
    public required int Failed { get; init; }

    /// <summary>Lost with their node.</summary>
    public required int Lost { get; init; }
}

namespace Polydev.Drivers.Remote;

/// <summary>A worker of one node, as the controller knows it. Guarded by the lock of its <see cref="NodeBook"/>.</summary>
internal sealed class RemoteWorker(string id)
{
    /// <summary>Id.</summary>
    public string Id => id;

    /// <summary>What was asked for; null for one that an earlier controller started.</summary>
    public WorkerSpec? Spec { get; init; }

    /// <summary>What the node placed; null until it said so.</summary>
    public Allocation? Allocation { get; set; }

    /// <summary>Its memory limit in bytes; null when nobody knows any more.</summary>
    public long? MemoryBytes { get; set; }

    /// <summary>Its limit of CPU in cores, likewise.</summary>
    public double? Cpus { get; set; }

    /// <summary>Who waits for its start; null when nobody does.</summary>
    public TaskCompletionSource<StartResult>? Starting { get; set; }

    /// <summary>Who waits for its stop; null when nobody does.</summary>
    public TaskCompletionSource<StopResult>? Stopping { get; set; }

    /// <summary>Whether it must not live, so that the node is told to end it until it says that it has.</summary>
    public bool Owed { get; set; }

    /// <summary>Whether its end was told, or none is to be told because nobody ever had it.</summary>
    public bool Told { get; set; }
}

namespace Polydev.Drivers.Remote;

/// <summary>A worker of this node, as the node knows it. Guarded by the lock of its <see cref="LocalWorkers"/>.</summary>
internal sealed class LocalWorker(string id, WorkerSpec? spec)
{
    /// <summary>It is being started.</summary>
    public const string Starting = "starting";

    /// <summary>It lives.</summary>
    public const string Running = "running";

    /// <summary>It lives, and is to end.</summary>
    public const string Stopping = "stopping";

    /// <summary>State of one that lives.</summary>
    public string State => Result is null ? Starting : StopWanted ? Stopping : Running;

    /// <summary>Id.</summary>
    public string Id => id;

    /// <summary>What was asked for; null for one that an earlier process of the node started.</summary>
    public WorkerSpec? Spec => spec;

    /// <summary>What came of the start; null while it is under way.</summary>
    public StartResult? Result { get; set; }

    /// <summary>Whether it has ended.</summary>
    public bool Ended { get; set; }

    /// <summary>Whether its end was asked for: one that is being started is ended as soon as it is placed.</summary>
    public bool StopWanted { get; set; }

    /// <summary>Whether it takes room: it is being started, or lives.</summary>
    public bool Lives => !Ended && Result is null or { Started: true };
}

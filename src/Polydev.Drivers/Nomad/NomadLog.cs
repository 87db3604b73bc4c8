using Microsoft.Extensions.Logging;

namespace Polydev.Drivers.Nomad;

/// <summary>What the Nomad driver writes to the log.</summary>
internal static partial class NomadLog
{
    [LoggerMessage(1, LogLevel.Debug, "Worker {WorkerId} placed as {Place} on {Node}", EventName = "WorkerPlaced")]
    public static partial void WorkerPlaced(this ILogger logger, string workerId, string place, string node);

    [LoggerMessage(2, LogLevel.Information, "Worker {WorkerId} ({Place} on {Node}) ended: {Reason}", EventName = "WorkerEnded")]
    public static partial void WorkerEnded(this ILogger logger, string workerId, string place, string node, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The Nomad cluster's events are lost for now: {Reason}", EventName = "EventsLost")]
    public static partial void EventsLost(this ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "The Nomad cluster's events are heard again", EventName = "EventsHeard")]
    public static partial void EventsHeard(this ILogger logger);

    [LoggerMessage(5, LogLevel.Warning, "Nomad placed worker {WorkerId} a second time ({Allocation} on {Node}), which nobody asked for: ended", EventName = "ReplacementRefused")]
    public static partial void ReplacementRefused(this ILogger logger, string workerId, string allocation, string? node);

    [LoggerMessage(6, LogLevel.Warning, "Job {Job} was ours and nobody's worker: removed", EventName = "OrphanRemoved")]
    public static partial void OrphanRemoved(this ILogger logger, string job);

    [LoggerMessage(7, LogLevel.Information, "Found {Live} workers of an earlier controller alive, removed {Dead}", EventName = "WorkersRecovered")]
    public static partial void WorkersRecovered(this ILogger logger, int live, int dead);

    [LoggerMessage(8, LogLevel.Information, "Registered job {Job} for workers of {Image}", EventName = "JobRegistered")]
    public static partial void JobRegistered(this ILogger logger, string job, string image);

    [LoggerMessage(9, LogLevel.Information, "This token may not remove jobs: ended workers stay listed until Nomad's job_gc_threshold", EventName = "JobsStay")]
    public static partial void JobsStay(this ILogger logger);

    [LoggerMessage(10, LogLevel.Warning, "Job {Job} could not be ended now: {Reason}. It is looked for again", EventName = "JobLeft")]
    public static partial void JobLeft(this ILogger logger, string job, string reason);

    [LoggerMessage(11, LogLevel.Information, "The answer to the dispatch of worker {WorkerId} was lost; it was heard, as job {Job}", EventName = "DispatchFound")]
    public static partial void DispatchFound(this ILogger logger, string workerId, string job);

    [LoggerMessage(12, LogLevel.Warning, "Allocations could not be compared: {Reason}", EventName = "CompareFailed")]
    public static partial void CompareFailed(this ILogger logger, string reason);
}

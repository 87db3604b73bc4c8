using Microsoft.Extensions.Logging;
using Polydev.Drivers;

namespace Polydev.Controller.Pools;

/// <summary>What the room of the pools says.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3001, EventName = "StartFailed", Level = LogLevel.Warning, Message = "Worker {WorkerId} of pool {Pool} could not be started ({Error}): {Message}")]
    public static partial void StartFailed(this ILogger log, string workerId, string pool, DriverError error, string message);

    [LoggerMessage(EventId = 3002, EventName = "StartBroke", Level = LogLevel.Error, Message = "Starting worker {WorkerId} of pool {Pool} broke.")]
    public static partial void StartBroke(this ILogger log, string workerId, string pool, Exception exception);

    [LoggerMessage(EventId = 3003, EventName = "RoundFailed", Level = LogLevel.Error, Message = "A round over the pools failed; the next one follows.")]
    public static partial void RoundFailed(this ILogger log, Exception exception);

    [LoggerMessage(EventId = 3004, EventName = "Recovered", Level = LogLevel.Information, Message = "Found {Workers} workers of an earlier controller and {Claims} claims.")]
    public static partial void Recovered(this ILogger log, int workers, int claims);

    [LoggerMessage(EventId = 3005, EventName = "RecoveryFailed", Level = LogLevel.Error, Message = "What an earlier controller left with driver {Driver} could not be taken over.")]
    public static partial void RecoveryFailed(this ILogger log, string driver, Exception exception);

    [LoggerMessage(EventId = 3006, EventName = "OrphanRemoved", Level = LogLevel.Warning, Message = "Worker {WorkerId} was started for pool {Pool}, which is not configured any more; it is ended.")]
    public static partial void OrphanRemoved(this ILogger log, string workerId, string pool);

    [LoggerMessage(EventId = 3009, EventName = "FoundLate", Level = LogLevel.Information, Message = "Worker {WorkerId} of an earlier controller was found when its node {Node} came back.")]
    public static partial void FoundLate(this ILogger log, string workerId, string node);

    [LoggerMessage(EventId = 3007, EventName = "MemoryUnreadable", Level = LogLevel.Warning, Message = "'{Path}' cannot be read ({Reason}): pools begin without what they had learned.")]
    public static partial void MemoryUnreadable(this ILogger log, string path, string reason);

    [LoggerMessage(EventId = 3008, EventName = "MemoryUnwritable", Level = LogLevel.Warning, Message = "'{Path}' cannot be written ({Reason}): what pools learn will be lost with the next restart.")]
    public static partial void MemoryUnwritable(this ILogger log, string path, string reason);
}

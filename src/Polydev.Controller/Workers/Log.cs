using Microsoft.Extensions.Logging;

namespace Polydev.Controller.Workers;

/// <summary>What the room of the workers says.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2001, EventName = "WorkerEnded", Level = LogLevel.Information, Message = "Worker {WorkerId} of pool {Pool} ended while {From}: {End}, {Reason}.")]
    public static partial void WorkerEnded(this ILogger log, string workerId, string pool, WorkerState from, WorkerEnd end, string reason);

    [LoggerMessage(EventId = 2002, EventName = "StopFailed", Level = LogLevel.Error, Message = "Worker {WorkerId} ({ExternalId}) could not be ended: {Message}. It is tried again when the controller starts.")]
    public static partial void StopFailed(this ILogger log, string workerId, string externalId, string message);

    [LoggerMessage(EventId = 2003, EventName = "JoinRefused", Level = LogLevel.Warning, Message = "A hello as worker '{WorkerId}' (pid {Pid}) was refused: {Reason}.")]
    public static partial void JoinRefused(this ILogger log, string workerId, int pid, string reason);

    [LoggerMessage(EventId = 2004, EventName = "LinkEnded", Level = LogLevel.Debug, Message = "The link of worker {WorkerId} of pool {Pool} ended: {Reason}.")]
    public static partial void LinkEnded(this ILogger log, string workerId, string pool, string reason);

    [LoggerMessage(EventId = 2005, EventName = "LinkSilent", Level = LogLevel.Warning, Message = "Worker {WorkerId} has not answered a ping for {Seconds} s; its link is dropped.")]
    public static partial void LinkSilent(this ILogger log, string workerId, double seconds);

    [LoggerMessage(EventId = 2006, EventName = "LinkFailed", Level = LogLevel.Error, Message = "The link of worker {WorkerId} failed inside the controller; the worker may dial again.")]
    public static partial void LinkFailed(this ILogger log, string workerId, Exception exception);

    [LoggerMessage(EventId = 2007, EventName = "WatchFailed", Level = LogLevel.Error, Message = "Watching the workers of driver {Driver} failed; it begins again.")]
    public static partial void WatchFailed(this ILogger log, string driver, Exception exception);
}

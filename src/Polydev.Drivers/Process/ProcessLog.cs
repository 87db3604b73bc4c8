using Microsoft.Extensions.Logging;

namespace Polydev.Drivers.Process;

/// <summary>What the process driver writes to the log.</summary>
internal static partial class ProcessLog
{
    [LoggerMessage(1, LogLevel.Information, "Workers run under {Mechanism}; memory limit: {MemoryLimit}, CPU limit: {CpuLimit}", EventName = "WallsBuilt")]
    public static partial void WallsBuilt(this ILogger logger, string mechanism, string memoryLimit, string cpuLimit);

    [LoggerMessage(2, LogLevel.Warning, "Workers are isolated less than they could be: {Remark}", EventName = "WallsMissing")]
    public static partial void WallsMissing(this ILogger logger, string remark);

    [LoggerMessage(3, LogLevel.Debug, "Worker {WorkerId} started as process {Pid}", EventName = "WorkerStarted")]
    public static partial void WorkerStarted(this ILogger logger, string workerId, int pid);

    [LoggerMessage(4, LogLevel.Information, "Worker {WorkerId} (process {Pid}) ended: {Reason}", EventName = "WorkerEnded")]
    public static partial void WorkerEnded(this ILogger logger, string workerId, int pid, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Worker {WorkerId} left files or processes that could not be removed", EventName = "WorkerLeftovers")]
    public static partial void WorkerLeftovers(this ILogger logger, Exception? exception, string workerId);

    [LoggerMessage(6, LogLevel.Information, "Found {Live} workers of an earlier controller alive, cleaned up after {Dead}", EventName = "WorkersRecovered")]
    public static partial void WorkersRecovered(this ILogger logger, int live, int dead);
}

using Microsoft.Extensions.Logging;

namespace Polydev.Drivers.Docker;

/// <summary>What the Docker driver writes to the log.</summary>
internal static partial class DockerLog
{
    [LoggerMessage(1, LogLevel.Debug, "Worker {WorkerId} started in container {Container}", EventName = "ContainerStarted")]
    public static partial void ContainerStarted(this ILogger logger, string workerId, string container);

    [LoggerMessage(2, LogLevel.Information, "Worker {WorkerId} (container {Container}) ended: {Reason}", EventName = "ContainerEnded")]
    public static partial void ContainerEnded(this ILogger logger, string workerId, string container, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The Docker engine is lost for now: {Reason}", EventName = "EngineSilent")]
    public static partial void EngineSilent(this ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "The Docker engine at {Socket} answers again", EventName = "EngineAnswersAgain")]
    public static partial void EngineAnswersAgain(this ILogger logger, string socket);

    [LoggerMessage(5, LogLevel.Warning, "Container {Container} ({State}) was ours and nobody's worker: removed", EventName = "OrphanRemoved")]
    public static partial void OrphanRemoved(this ILogger logger, string container, string state);

    [LoggerMessage(6, LogLevel.Information, "Found {Live} containers of an earlier controller alive, removed {Dead}", EventName = "ContainersRecovered")]
    public static partial void ContainersRecovered(this ILogger logger, int live, int dead);

    [LoggerMessage(7, LogLevel.Debug, "The container of worker {WorkerId} could not be removed now: {Reason}. It is looked for again", EventName = "ContainerLeft")]
    public static partial void ContainerLeft(this ILogger logger, string workerId, string reason);
}

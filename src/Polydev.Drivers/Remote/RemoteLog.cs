using Microsoft.Extensions.Logging;

namespace Polydev.Drivers.Remote;

/// <summary>What both ends of the control connection write to the log.</summary>
internal static partial class RemoteLog
{
    [LoggerMessage(1, LogLevel.Information, "Node {Node} is connected: {Driver}, version {Version}, {Workers} workers", EventName = "NodeConnected")]
    public static partial void NodeConnected(this ILogger logger, string node, string driver, string version, int workers);

    [LoggerMessage(2, LogLevel.Warning, "The connection of node {Node} ended: {Reason}", EventName = "NodeAway")]
    public static partial void NodeAway(this ILogger logger, string node, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Node {Node} is silent: {Reason}", EventName = "NodeSilent")]
    public static partial void NodeSilent(this ILogger logger, string node, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Node {Node} is lost: its {Workers} workers count as ended after {Seconds} s, and are ended there when it is back", EventName = "NodeLost")]
    public static partial void NodeLost(this ILogger logger, string node, int workers, double seconds);

    [LoggerMessage(5, LogLevel.Information, "Node {Node} closes its connection: {Reason}", EventName = "NodeCloses")]
    public static partial void NodeCloses(this ILogger logger, string node, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Worker {WorkerId} could not be started on node {Node} ({Error}), another is tried: {Message}", EventName = "OtherNodeTried")]
    public static partial void OtherNodeTried(this ILogger logger, string workerId, string node, DriverError error, string message);

    [LoggerMessage(7, LogLevel.Warning, "'{Path}' cannot be read ({Reason}): drains of nodes are forgotten", EventName = "NodesUnreadable")]
    public static partial void NodesUnreadable(this ILogger logger, string path, string reason);

    [LoggerMessage(8, LogLevel.Warning, "'{Path}' cannot be written ({Reason}): drains of nodes will be forgotten with the next restart", EventName = "NodesUnwritable")]
    public static partial void NodesUnwritable(this ILogger logger, string path, string reason);

    [LoggerMessage(9, LogLevel.Warning, "The controller closes the connection: {Reason}", EventName = "ControllerCloses")]
    public static partial void ControllerCloses(this ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Error, "Watching the workers of driver {Driver} failed; it begins again", EventName = "NodeWatchFailed")]
    public static partial void WatchFailed(this ILogger logger, string driver, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "Starting worker {WorkerId} broke", EventName = "NodeStartBroke")]
    public static partial void StartBroke(this ILogger logger, string workerId, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "Ending worker {WorkerId} broke", EventName = "NodeStopBroke")]
    public static partial void StopBroke(this ILogger logger, string workerId, Exception exception);
}

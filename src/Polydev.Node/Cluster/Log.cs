using Microsoft.Extensions.Logging;

namespace Polydev.Node.Cluster;

/// <summary>What a node of a cluster says.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 5101, EventName = "Joined", Level = LogLevel.Information, Message = "This host is node {Node} now; its certificate is good until {ExpiresAt}.")]
    public static partial void Joined(this ILogger log, string node, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 5102, EventName = "Connected", Level = LogLevel.Information, Message = "Connected to the controller, version {Version}.")]
    public static partial void Connected(this ILogger log, string version);

    [LoggerMessage(EventId = 5103, EventName = "Disconnected", Level = LogLevel.Warning, Message = "The connection to the controller ended. Workers go on; it is dialled again.")]
    public static partial void Disconnected(this ILogger log);

    [LoggerMessage(EventId = 5104, EventName = "Unreachable", Level = LogLevel.Warning, Message = "The controller cannot be reached: {Reason}. It is tried again.")]
    public static partial void Unreachable(this ILogger log, string reason);

    [LoggerMessage(EventId = 5105, EventName = "RenewalFailed", Level = LogLevel.Warning, Message = "The node's certificate, good until {ExpiresAt}, could not be renewed: {Reason}. It is tried again.")]
    public static partial void RenewalFailed(this ILogger log, DateTimeOffset expiresAt, string reason);

    [LoggerMessage(EventId = 5106, EventName = "LinkLost", Level = LogLevel.Debug, Message = "The link of a worker ended: {Reason}")]
    public static partial void LinkLost(this ILogger log, string reason);

    [LoggerMessage(EventId = 5107, EventName = "PutOut", Level = LogLevel.Warning, Message = "Node {Node} was revoked: its workers and its gateway are ended now.")]
    public static partial void PutOut(this ILogger log, string node);

    [LoggerMessage(EventId = 5108, EventName = "NotSetUp", Level = LogLevel.Error, Message = "This node takes no workers: {Reason}. It is tried again.")]
    public static partial void NotSetUp(this ILogger log, string reason);

    [LoggerMessage(EventId = 5109, EventName = "Obstructed", Level = LogLevel.Error, Message = "Something on this host is in the way of serving the controller: {Reason}. It is tried again.")]
    public static partial void Obstructed(this ILogger log, string reason);
}

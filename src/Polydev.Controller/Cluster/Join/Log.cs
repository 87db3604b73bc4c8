using System.Net;
using Microsoft.Extensions.Logging;

namespace Polydev.Controller.Cluster.Join;

/// <summary>What is said of nodes that come and go.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3601, EventName = "NodesListen", Level = LogLevel.Information, Message = "Nodes are listened for at {EndPoint}.")]
    public static partial void NodesListen(this ILogger log, EndPoint endPoint);

    [LoggerMessage(EventId = 3602, EventName = "NodeJoined", Level = LogLevel.Information, Message = "Node {Node} joined with token {Token}; its certificate is good until {ExpiresAt}.")]
    public static partial void NodeJoined(this ILogger log, string node, string token, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 3603, EventName = "NodeRenewed", Level = LogLevel.Information, Message = "Node {Node} has its next certificate, good until {ExpiresAt}.")]
    public static partial void NodeRenewed(this ILogger log, string node, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 3604, EventName = "NodeConnected", Level = LogLevel.Information, Message = "Node {Node} is connected from {EndPoint}, version {Version}.")]
    public static partial void NodeConnected(this ILogger log, string node, EndPoint? endPoint, string version);

    [LoggerMessage(EventId = 3605, EventName = "NodeDisconnected", Level = LogLevel.Warning, Message = "Node {Node} is not connected any more.")]
    public static partial void NodeDisconnected(this ILogger log, string node);

    [LoggerMessage(EventId = 3606, EventName = "NodeRefused", Level = LogLevel.Warning, Message = "A connection from {EndPoint} was refused, {Code}: {Reason}")]
    public static partial void NodeRefused(this ILogger log, EndPoint? endPoint, string code, string reason);

    [LoggerMessage(EventId = 3607, EventName = "NodeRevoked", Level = LogLevel.Warning, Message = "Node {Node} was revoked; {Connections} of its connections were cut.")]
    public static partial void NodeRevoked(this ILogger log, string node, int connections);

    [LoggerMessage(EventId = 3608, EventName = "NodeConnectionEnded", Level = LogLevel.Debug, Message = "A connection from {EndPoint} ended: {Reason}")]
    public static partial void NodeConnectionEnded(this ILogger log, EndPoint? endPoint, string reason);

    [LoggerMessage(EventId = 3609, EventName = "NodeConnectionFailed", Level = LogLevel.Error, Message = "A connection from {EndPoint} failed inside the controller.")]
    public static partial void NodeConnectionFailed(this ILogger log, EndPoint? endPoint, Exception exception);

    [LoggerMessage(EventId = 3610, EventName = "TooManyStrangers", Level = LogLevel.Warning, Message = "{Count} connections have not said yet which node they are; one more was closed.")]
    public static partial void TooManyStrangers(this ILogger log, int count);
}

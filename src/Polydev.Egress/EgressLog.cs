using Microsoft.Extensions.Logging;

namespace Polydev.Egress;

/// <summary>What the gateway writes to the log: hosts, tenants and outcomes, never tokens or bytes of a tunnel.</summary>
internal static partial class EgressLog
{
    [LoggerMessage(1, LogLevel.Information, "The egress gateway listens on {Socket} with {Rules} rules", EventName = "GatewayListening")]
    public static partial void Listening(this ILogger logger, string socket, int rules);

    [LoggerMessage(2, LogLevel.Debug, "Tunnel of tenant {Tenant}, worker {Worker}, to {Host}:{Port} opened", EventName = "TunnelOpened")]
    public static partial void Opened(this ILogger logger, string tenant, string worker, string host, int port);

    [LoggerMessage(3, LogLevel.Warning, "Tunnel of tenant {Tenant}, worker {Worker} refused ({Outcome}): {Reason}", EventName = "TunnelRefused")]
    public static partial void Refused(this ILogger logger, string? tenant, string? worker, string outcome, string reason);

    [LoggerMessage(4, LogLevel.Error, "The egress gateway failed on a connection", EventName = "ConnectionFailed")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The egress gateway cannot accept connections now: {Error}", EventName = "AcceptFailed")]
    public static partial void AcceptFailed(this ILogger logger, System.Net.Sockets.SocketError error);

    [LoggerMessage(6, LogLevel.Information, "The egress gateway stopped; {Cut} tunnels were cut", EventName = "GatewayStopped")]
    public static partial void Stopped(this ILogger logger, int cut);
}

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Polydev.Controller.Workers;

/// <summary>Where workers dial in: a Unix socket on which every connection is a link. There is no HTTP on it, so nothing of the API can be reached from a worker.</summary>
internal static class LinkListener
{
    /// <summary>Listens for workers.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="socketPath">Path of <c>node.sock</c>.</param>
    public static void ListenWorkerLinks(this KestrelServerOptions kestrel, string socketPath) =>
        kestrel.ListenUnixSocket(socketPath, static listen => listen.UseConnectionHandler<Handler>());

    /// <summary>Hands connections to the link server.</summary>
    private sealed class Handler(LinkServer server, IAttemptRecovery recovery) : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) => server.ServeAsync(connection, recovery);
    }
}

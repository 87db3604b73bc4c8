using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Where workers dial in: <c>POST /internal/worker/link</c>, on the node's Unix socket and nowhere else.</summary>
internal static class WorkerLinkEndpoint
{
    /// <summary>Maps the route.</summary>
    public static void MapWorkerLink(this IEndpointRouteBuilder routes) =>
        routes.MapPost(LinkPaths.LinkRoute, static (HttpContext context, LinkServer server, IAttemptRecovery recovery) =>
        {
            if (IsOnUnixSocket(context))
            {
                return server.ServeAsync(context, recovery);
            }

            // The port of the API must not even tell that there is such a thing.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }).ExcludeFromDescription();

    private static bool IsOnUnixSocket(HttpContext context) =>
        context.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily == AddressFamily.Unix;
}

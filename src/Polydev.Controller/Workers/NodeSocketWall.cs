using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Keeps workers from the API: on the node's socket there is the link and nothing else.</summary>
internal static class NodeSocketWall
{
    /// <summary>Puts the wall before everything.</summary>
    public static void UseNodeSocketWall(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily != AddressFamily.Unix || context.Request.Path == LinkPaths.LinkRoute)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}

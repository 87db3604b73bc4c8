using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>Lets only admins to a group of routes.</summary>
internal static class AdminOnly
{
    /// <summary>Refuses every other caller with <c>admin_required</c>.</summary>
    public static RouteGroupBuilder RequireAdmin(this RouteGroupBuilder group) => group.AddEndpointFilter(static async (context, next) =>
        context.HttpContext.Caller().IsAdmin ? await next(context) : Refusals.AdminRequired.ToResult());
}

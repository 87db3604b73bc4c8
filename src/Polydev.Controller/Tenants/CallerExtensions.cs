using Microsoft.AspNetCore.Http;

namespace Polydev.Controller.Tenants;

/// <summary>Gives handlers the caller.</summary>
internal static class CallerExtensions
{
    /// <summary>Who sends the request. Only for routes behind <see cref="CallerAuthentication"/>.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The route is not behind the key check.");
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary><c>/v1/usage</c>: what was used and what it cost.</summary>
internal static class UsageApi
{
    /// <summary>Adds the route.</summary>
    public static IEndpointRouteBuilder MapUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/usage", ReadAsync)
            .WithTags("usage")
            .WithSummary("Tokens, cost, seconds and bytes")
            .WithDescription(
                "Query: from and to (UTC days, both included; the last 30 by default) and group_by (some of day, tenant, user, provider, model, joined by ','; day by default). "
                + "Grouping by tenant needs an admin key and shows all tenants. Executions are counted on the day they end.")
            .Produces<UsageResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        return routes;
    }

    private static async Task<IResult> ReadAsync(HttpContext context, UsageStore usage, TimeProvider time, CancellationToken cancellationToken)
    {
        var (query, problem) = UsageQuery.Read(context.Request.Query, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        if (query is null)
        {
            return problem!.ToResult();
        }

        var caller = context.Caller();
        var allTenants = query.By.HasFlag(UsageGrouping.Tenant);
        if (allTenants && !caller.IsAdmin)
        {
            return Refusals.AdminRequired.ToResult();
        }

        var tenant = allTenants ? null : caller.Tenant.Id;
        var groups = await usage.ReadAsync(query.From, query.To, tenant, query.By, cancellationToken);
        var totals = await usage.ReadAsync(query.From, query.To, tenant, UsageGrouping.None, cancellationToken);
        var total = totals.Count > 0 ? totals[0] : new UsageGroup(null, null, null, null, null, new UsageFigures());
        var answer = new UsageResponse(query.From, query.To, [.. groups.Select(UsageItem.Of)], UsageItem.Of(total));
        return TypedResults.Json(answer, ApiJson.Default.UsageResponse);
    }
}

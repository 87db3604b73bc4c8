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
            .WithTags("Usage")
            .WithName("getUsage").WithSummary("Tokens, cost, seconds and bytes")
            .WithDescription(
                "from and to are UTC days, both included; the last 30 by default. group_by is some of day, tenant, user, provider, model, joined by ','; day by default. "
                + "Grouping by tenant needs an admin key and shows all tenants. Executions are counted on the day they end.")
            .Produces<UsageResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        return routes;
    }

    private static async Task<IResult> ReadAsync(
        HttpContext context,
        UsageStore usage,
        TimeProvider time,
        DateOnly? from,
        DateOnly? to,
        [SomeOf("day", "tenant", "user", "provider", "model")] string? group_by,
        CancellationToken cancellationToken)
    {
        var query = UsageQuery.Of(from, to, group_by, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        if (query.From > query.To)
        {
            return new FieldErrors().Add("from", "must not be after 'to'").ToProblem()!.ToResult();
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

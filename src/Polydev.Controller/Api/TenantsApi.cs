using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Credentials;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary><c>/v1/tenants</c>: tenants and what they may use. For admins.</summary>
internal static class TenantsApi
{
    /// <summary>Adds the routes.</summary>
    public static IEndpointRouteBuilder MapTenants(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/tenants").WithTags("Tenants").RequireAdmin();
        group.MapGet("", List).WithName("listTenants").WithSummary("All tenants").Produces<TenantListResponse>();
        group.MapPost("", CreateAsync)
            .WithName("createTenant").WithSummary("Make a tenant")
            .Accepts<CreateTenantRequest>("application/json")
            .Produces<TenantResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{id}", Read)
            .WithName("getTenant").WithSummary("One tenant").Produces<TenantResponse>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPatch("/{id}", ChangeAsync)
            .WithName("updateTenant").WithSummary("Change a tenant's name or limits, suspend it or resume it; what is missing stays, a limit that is null is taken away")
            .Accepts<ChangeTenantRequest>("application/json")
            .Produces<TenantResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}", DeleteAsync)
            .WithName("deleteTenant").WithSummary("Remove a tenant with its keys and credentials; its usage stays")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return routes;
    }

    private static JsonHttpResult<TenantListResponse> List(TenantDirectory tenants) => TypedResults.Json(
        new TenantListResponse([.. tenants.Tenants.OrderBy(tenant => tenant.Id, StringComparer.Ordinal).Select(TenantResponse.Of)]),
        ApiJson.Default.TenantListResponse);

    private static IResult Read(string id, TenantDirectory tenants) => tenants.TryGet(id, out var tenant)
        ? TypedResults.Json(TenantResponse.Of(tenant), ApiJson.Default.TenantResponse)
        : Problem.NoTenant(id).ToResult();

    private static async Task<IResult> CreateAsync(
        HttpContext context, TenantDirectory tenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ApiJson.Default.CreateTenantRequest, cancellationToken);
        if ((problem ?? TenantShape.Check(request!)) is { } fault)
        {
            return fault.ToResult();
        }

        var made = new Tenant
        {
            Id = request!.Id ?? Ids.New("tnt"),
            Name = request.Name,
            Limits = (request.Limits ?? new LimitsBody()).ToLimits(),
            CreatedAt = time.GetUtcNow(),
        };
        return await tenants.ChangeAsync(made.Id, before => before is null ? made : null, cancellationToken) is { } tenant
            ? TypedResults.Json(TenantResponse.Of(tenant), ApiJson.Default.TenantResponse, statusCode: StatusCodes.Status201Created)
            : new Problem(StatusCodes.Status409Conflict, "tenant_exists", $"There is a tenant '{made.Id}' already: choose another id, or none.").ToResult();
    }

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, TenantDirectory tenants, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ApiJson.Default.ChangeTenantRequest, cancellationToken);
        if ((problem ?? TenantShape.Check(request!)) is { } fault)
        {
            return fault.ToResult();
        }

        return await tenants.ChangeAsync(id, before => before is null ? null : TenantShape.Apply(request!, before), cancellationToken) is { } tenant
            ? TypedResults.Json(TenantResponse.Of(tenant), ApiJson.Default.TenantResponse)
            : Problem.NoTenant(id).ToResult();
    }

    private static async Task<IResult> DeleteAsync(
        string id, TenantDirectory tenants, CredentialVault vault, CancellationToken cancellationToken)
    {
        if (id == TenantDirectory.DefaultTenant)
        {
            return new Problem(
                StatusCodes.Status409Conflict, "tenant_protected", "The tenant 'default' cannot be removed: the first admin key acts for it. Suspend it instead.").ToResult();
        }

        if (!tenants.TryGet(id, out _))
        {
            return Problem.NoTenant(id).ToResult();
        }

        await tenants.DeleteAsync(id, cancellationToken);
        vault.Forget(id);
        return TypedResults.NoContent();
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary><c>/v1/keys</c>: the API keys of the caller's tenant. Admin keys are seen and ended by admins alone.</summary>
internal static class KeysApi
{
    /// <summary>Adds the routes.</summary>
    public static IEndpointRouteBuilder MapKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/keys").WithTags("Keys");
        group.MapGet("", List)
            .WithName("listKeys").WithSummary("The tenant's API keys, without the keys")
            .Produces<KeyListResponse>();
        group.MapPost("", CreateAsync)
            .WithName("createKey").WithSummary("Make an API key; it is shown in this answer and never again")
            .Accepts<CreateKeyRequest>("application/json")
            .Produces<KeyResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapDelete("/{id}", RevokeAsync)
            .WithName("revokeKey").WithSummary("Revoke an API key")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return routes;
    }

    private static JsonHttpResult<KeyListResponse> List(HttpContext context, TenantDirectory tenants) => TypedResults.Json(
        new KeyListResponse([.. Visible(context.Caller(), tenants).OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal).Select(key => KeyResponse.Of(key))]),
        ApiJson.Default.KeyListResponse);

    private static async Task<IResult> CreateAsync(
        HttpContext context, TenantDirectory tenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ApiJson.Default.CreateKeyRequest, cancellationToken);
        problem ??= new FieldErrors()
            .AddIf(request!.Name is { Length: > 200 }, "name", "must be at most 200 characters")
            .AddIf(request.ExpiresAt <= time.GetUtcNow(), "expires_at", "must be in the future")
            .ToProblem();
        var caller = context.Caller();
        if (problem is not null || (request!.Admin && !caller.IsAdmin))
        {
            return (problem ?? Refusals.AdminRequired).ToResult();
        }

        var wish = new KeyWish(caller.Tenant.Id, request.Name ?? "", request.Admin) { ExpiresAt = request.ExpiresAt };
        return await tenants.CreateKeyAsync(wish, cancellationToken) is { } made
            ? TypedResults.Json(KeyResponse.Of(made.Key, made.Secret), ApiJson.Default.KeyResponse, statusCode: StatusCodes.Status201Created)
            : Problem.NoTenant(caller.Tenant.Id).ToResult();
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, TenantDirectory tenants, CancellationToken cancellationToken)
    {
        if (Visible(context.Caller(), tenants).FirstOrDefault(key => key.Id == id) is not { } key)
        {
            return Problem.NotFound("key", id).ToResult();
        }

        if (key.IsAdmin && tenants.Keys.Count(other => other.IsAdmin) == 1)
        {
            return new Problem(
                StatusCodes.Status409Conflict, "last_admin_key", "This is the only admin key: make another one first, or nobody can manage this installation.").ToResult();
        }

        await tenants.RevokeKeyAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static IEnumerable<ApiKey> Visible(Caller caller, TenantDirectory tenants) =>
        tenants.Keys.Where(key => key.TenantId == caller.Tenant.Id && (caller.IsAdmin || !key.IsAdmin));
}

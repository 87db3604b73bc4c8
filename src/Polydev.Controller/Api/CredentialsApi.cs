using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Credentials;
using Polydev.Controller.Tenants;
using Polydev.Protocol.Calls;

namespace Polydev.Controller.Api;

/// <summary><c>/v1/credentials</c>: a tenant's keys at the providers, which go in and never come out.</summary>
internal static class CredentialsApi
{
    private static readonly string[] s_providers = [ProviderNames.OpenAi, ProviderNames.Anthropic, ProviderNames.Google];

    /// <summary>Adds the routes.</summary>
    public static IEndpointRouteBuilder MapCredentials(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/credentials").WithTags("Credentials");
        group.MapGet("", List)
            .WithName("listCredentials").WithSummary("The tenant's provider keys, without the keys")
            .Produces<CredentialListResponse>();
        group.MapPut("/{provider}", SetAsync)
            .WithName("setCredential").WithSummary("Store the tenant's key at a provider")
            .Accepts<SetCredentialRequest>("application/json")
            .Produces<CredentialResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapDelete("/{provider}", DeleteAsync)
            .WithName("deleteCredential").WithSummary("Remove the tenant's key at a provider")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        return routes;
    }

    private static JsonHttpResult<CredentialListResponse> List(HttpContext context, CredentialVault vault) => TypedResults.Json(
        new CredentialListResponse([.. vault.List(context.Caller().Tenant.Id).Select(CredentialResponse.Of)]),
        ApiJson.Default.CredentialListResponse);

    private static async Task<IResult> SetAsync(
        string provider, HttpContext context, CredentialVault vault, ControllerOptions options, CancellationToken cancellationToken)
    {
        if (FaultOfProvider(provider, options) is { } fault)
        {
            return new FieldErrors().Add("provider", fault).ToProblem()!.ToResult();
        }

        var (request, problem) = await JsonBody.ReadAsync(context, ApiJson.Default.SetCredentialRequest, cancellationToken);
        problem ??= new FieldErrors().Add("api_key", CredentialShape.FaultOfKey(request!.ApiKey)).ToProblem();
        if (problem is not null)
        {
            return problem.ToResult();
        }

        var credential = await vault.SetAsync(context.Caller().Tenant.Id, provider, request!.ApiKey, cancellationToken);
        return TypedResults.Json(CredentialResponse.Of(credential), ApiJson.Default.CredentialResponse);
    }

    private static async Task<IResult> DeleteAsync(
        string provider, HttpContext context, CredentialVault vault, CancellationToken cancellationToken) =>
        await vault.DeleteAsync(context.Caller().Tenant.Id, provider, cancellationToken)
            ? TypedResults.NoContent()
            : Problem.NotFound("credential", provider).ToResult();

    private static string? FaultOfProvider(string provider, ControllerOptions options) =>
        CredentialShape.FaultOfProvider(provider) is { } fault ? fault
        : s_providers.Contains(provider, StringComparer.Ordinal) || options.Providers.ContainsKey(provider) ? null
        : $"'{provider}' is not known: give one of {string.Join(", ", s_providers.Union(options.Providers.Keys, StringComparer.Ordinal))}";
}

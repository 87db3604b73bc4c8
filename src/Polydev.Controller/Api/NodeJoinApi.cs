using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Cluster.Join;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Api;

/// <summary><c>/v1/nodes/tokens</c> and the revocation of nodes: who may be a node. For admins.</summary>
internal static class NodeJoinApi
{
    private const int MostUses = 1000;
    private const int DefaultSeconds = 3600;
    private const int LongestSeconds = 30 * 24 * 3600;

    private static readonly Problem s_noNodes = new(
        StatusCodes.Status409Conflict, "nodes_not_served", "This controller lets no nodes in. Start it with --driver nodes and --node-listen ADDRESS:PORT.");

    /// <summary>Adds the routes.</summary>
    public static IEndpointRouteBuilder MapNodeJoin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/nodes").WithTags("Nodes").RequireAdmin();
        group.MapGet("/tokens", (Delegate)ListAsync)
            .WithName("listJoinTokens").WithSummary("The join tokens that are good, without the tokens")
            .Produces<JoinTokenListResponse>().ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/tokens", (Delegate)CreateAsync)
            .WithName("createJoinToken").WithSummary("Make a token that lets hosts join as nodes; it is shown in this answer and never again")
            .Accepts<CreateJoinTokenRequest>("application/json")
            .Produces<JoinTokenResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/tokens/{id}", (Delegate)EndTokenAsync)
            .WithName("deleteJoinToken").WithSummary("End a join token; nodes that joined with it stay")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{name}", (Delegate)RevokeAsync)
            .WithName("revokeNode").WithSummary("Revoke a node: its connections are cut at once, and it has to join again with a new token")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext context, CancellationToken cancellationToken) =>
        context.RequestServices.GetService<JoinTokens>() is { } tokens
            ? TypedResults.Json(new JoinTokenListResponse([.. (await tokens.ListAsync(cancellationToken)).Select(token => JoinTokenResponse.Of(token))]), ApiJson.Default.JoinTokenListResponse)
            : s_noNodes.ToResult();

    private static async Task<IResult> CreateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ApiJson.Default.CreateJoinTokenRequest, cancellationToken);
        problem ??= new FieldErrors()
            .AddIf(request!.Name is { } name && !NodeNames.IsValid(name), "name", $"must be {NodeNames.Rule}")
            .AddIf(request.Uses is < 1 or > MostUses, "uses", $"must be 1 to {MostUses}")
            .AddIf(request is { Name: not null, Uses: > 1 }, "uses", "must be 1 for a token with a name: one node has it")
            .AddIf(request.TtlSeconds is < 1 or > LongestSeconds, "ttl_seconds", $"must be 1 to {LongestSeconds}")
            .ToProblem();
        if (problem is not null || context.RequestServices.GetService<JoinTokens>() is not { } tokens)
        {
            return (problem ?? s_noNodes).ToResult();
        }

        var (stored, token) = await tokens.CreateAsync(request!.Name, request.Uses ?? 1, TimeSpan.FromSeconds(request.TtlSeconds ?? DefaultSeconds), cancellationToken);
        return TypedResults.Json(JoinTokenResponse.Of(stored, token.Text), ApiJson.Default.JoinTokenResponse, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> EndTokenAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        context.RequestServices.GetService<JoinTokens>() is not { } tokens ? s_noNodes.ToResult()
        : await tokens.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent()
        : new Problem(StatusCodes.Status404NotFound, "join_token_not_found", $"There is no join token '{id}'.").ToResult();

    private static async Task<IResult> RevokeAsync(string name, HttpContext context, CancellationToken cancellationToken) =>
        context.RequestServices.GetService<NodeRevocation>() is not { } revocation ? s_noNodes.ToResult()
        : await revocation.RevokeAsync(name, cancellationToken) ? TypedResults.NoContent()
        : new Problem(StatusCodes.Status404NotFound, "node_not_found", $"There is no node '{name}' that is let in.").ToResult();
}

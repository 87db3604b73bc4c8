using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Executions;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Api;

/// <summary>The routes of <c>/v1/executions</c>.</summary>
internal static class ExecutionsApi
{
    private const int DefaultListed = 50;
    private const int MostListed = 500;

    /// <summary>Maps them.</summary>
    public static void MapExecutions(this IEndpointRouteBuilder routes)
    {
        var submit = new ExecutionSubmission(routes.ServiceProvider);
        routes.MapPost("/v1/executions", (Delegate)submit.HandleAsync)
            .WithName("createExecution")
            .WithTags("Executions")
            .WithSummary("Run a provider request")
            .WithDescription("Accept: text/event-stream streams its events; Prefer: respond-async answers 202 at once; else the answer is the ended execution. Idempotency-Key is honoured.")
            .Accepts<ExecutionRequest>("application/json")
            .Produces<ExecutionResponse>()
            .Produces<ExecutionResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapGet("/v1/executions", ListAsync)
            .WithName("listExecutions").WithTags("Executions").WithSummary("List executions, newest first")
            .Produces<ExecutionListResponse>();
        routes.MapGet("/v1/executions/{id}", ReadAsync)
            .WithName("getExecution").WithTags("Executions").WithSummary("Read an execution with its output so far")
            .Produces<ExecutionResponse>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/v1/executions/{id}", CancelAsync)
            .WithName("cancelExecution").WithTags("Executions").WithSummary("Cancel an execution; the provider connection is closed")
            .Produces<ExecutionResponse>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v1/executions/{id}/events", EventsAsync)
            .WithName("streamExecutionEvents").WithTags("Executions").WithSummary("Stream events, from Last-Event-ID on")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Writes an execution as the whole answer.</summary>
    public static Task WriteAsync(HttpContext context, int status, ExecutionResponse execution)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-polydev-execution"] = execution.Id;
        var body = JsonSerializer.SerializeToUtf8Bytes(execution, ExecutionsJson.Default.ExecutionResponse);
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        ExecutionStore store,
        [AllowedValues("queued", "running", "succeeded", "failed", "cancelled", "timed_out")] string? status,
        [AllowedValues("openai", "anthropic", "google")] string? provider,
        string? model,
        string? user,
        DateTimeOffset? created_after,
        DateTimeOffset? created_before,
        [Range(1, MostListed)] int? limit,
        string? cursor)
    {
        ExecutionCursor? after = null;
        if (cursor is not null && !ExecutionCursor.TryParse(cursor, out after))
        {
            return Problem.Invalid("invalid_cursor", "The cursor is not one that this API gave. Leave it out to start again.").ToResult();
        }

        var filter = new ExecutionFilter
        {
            Status = status,
            Provider = provider,
            Model = model,
            User = user,
            CreatedFrom = created_after,
            CreatedBefore = created_before,
        };
        var page = await store.ListAsync(context.Caller().Tenant.Id, filter, after, limit ?? DefaultListed, context.RequestAborted);
        return Results.Json(
            new ExecutionListResponse { Executions = [.. page.Items.Select(ExecutionArchive.Describe)], NextCursor = page.NextCursor },
            ExecutionsJson.Default.ExecutionListResponse);
    }

    private static async Task ReadAsync(HttpContext context, ExecutionArchive archive, string id)
    {
        await (await archive.FindAsync(context.Caller().Tenant.Id, id, context.RequestAborted) is { } found
            ? WriteAsync(context, StatusCodes.Status200OK, found)
            : Problems.WriteAsync(context, Problem.NotFound("execution", id)));
    }

    private static async Task CancelAsync(HttpContext context, ExecutionArchive archive, ExecutionDirectory directory, string id)
    {
        if (directory.Find(context.Caller().Tenant.Id, id) is { } live)
        {
            live.Fail(ExecutionStatus.Cancelled, new ExecutionError { Code = ErrorCodes.Cancelled, Message = "The caller cancelled the execution." });
            try
            {
                await live.EndDurable.WaitAsync(context.RequestAborted);
            }
            catch (StorageStalledException e)
            {
                await Problems.WriteAsync(context, ExecutionGates.Stalled(e.Message));
                return;
            }

            await WriteAsync(context, StatusCodes.Status200OK, await archive.ShowAsync(live, context.RequestAborted));
            return;
        }

        // Cancelling what is over changes nothing and is no fault: the caller wanted it to be over.
        await ReadAsync(context, archive, id);
    }

    private static async Task EventsAsync(HttpContext context, ExecutionDirectory directory, ExecutionStore store, string id, [Range(0, double.PositiveInfinity)] long? after)
    {
        var seq = after ?? 0;
        var lastEventId = context.Request.Headers["Last-Event-ID"].ToString();
        if (lastEventId.Length > 0 && !long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out seq))
        {
            await Problems.WriteAsync(context, Problem.Invalid("invalid_last_event_id", "Last-Event-ID must be the id of an event of this execution: a whole number."));
            return;
        }

        var tenant = context.Caller().Tenant.Id;
        var live = directory.Find(tenant, id);
        if (live is null && await store.FindAsync(tenant, id, context.RequestAborted) is null)
        {
            await Problems.WriteAsync(context, Problem.NotFound("execution", id));
            return;
        }

        var stream = context.RequestServices.GetRequiredService<EventStream>();
        await stream.ServeAsync(context, live, id, seq);
    }
}

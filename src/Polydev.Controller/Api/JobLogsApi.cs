using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Cluster.Jobs;

namespace Polydev.Controller.Api;

/// <summary>The route of a job's logs, streamed as they are written: as text, or as server-sent events.</summary>
internal static class JobLogsApi
{
    private const string Events = "text/event-stream";

    /// <summary>Maps it.</summary>
    public static void MapJobLogs(this RouteGroupBuilder group) =>
        group.MapGet("/{id}/logs", (Delegate)StreamAsync)
            .WithName("streamJobLogs").WithSummary("Stream what a task of a job wrote; follow=true goes on until the task ends")
            .WithDescription("stream is stdout or stderr, allocation the newest when not said, tail the number of last lines. Accept: text/event-stream gives an event for each line.")
            .Produces(StatusCodes.Status200OK, contentType: "text/plain").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<IResult> StreamAsync(
        HttpContext context,
        JobOutput output,
        TimeProvider time,
        string id,
        [AllowedValues("stdout", "stderr")] string? stream,
        bool? follow,
        string? allocation,
        string? task,
        [Range(0, LogTail.MostLines)] int? tail,
        CancellationToken cancellationToken)
    {
        var wish = new LogWish(JobsApi.Id(id), allocation, task, stream == "stderr", follow == true, tail);
        var asEvents = context.Request.Headers.Accept.ToString().Contains(Events, StringComparison.OrdinalIgnoreCase);
        var (source, refused) = await output.FindAsync(wish, cancellationToken);
        if (source is null)
        {
            return Of(refused!, wish.Job).ToResult();
        }

        // The first piece is waited for before the head is sent: until then a refusal can be said as one.
        await using var pieces = output.ReadAsync(source, wish, cancellationToken).GetAsyncEnumerator(cancellationToken);
        return await new LogResponse(context, source, asEvents, time).SendAsync(pieces, wish.Follow, cancellationToken);
    }

    private static Problem Of(LogRefusal refused, string id) => refused.Code == "job_not_found"
        ? JobsApi.NotFound(id)
        : new Problem(refused.Code == "task_not_started" ? StatusCodes.Status409Conflict : StatusCodes.Status404NotFound, refused.Code, refused.Message);
}

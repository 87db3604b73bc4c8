using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Checks;

namespace Polydev.Controller.Api;

/// <summary>Sends the findings of a check: each as it comes, as server-sent events, or all at the end as one document.</summary>
internal sealed class CheckResponse(IAsyncEnumerable<ClusterCheck> results, bool asEvents) : IResult
{
    /// <summary>Media type of the events.</summary>
    public const string Events = "text/event-stream";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var left = httpContext.RequestAborted;
        try
        {
            await (asEvents ? StreamAsync(httpContext.Response, left) : GatherAsync(httpContext.Response, left));
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The client left; what the check had made was removed.
        }
    }

    private async Task StreamAsync(HttpResponse response, CancellationToken left)
    {
        response.ContentType = Events;
        response.Headers.CacheControl = "no-cache";
        response.Headers["x-accel-buffering"] = "no";
        await response.Body.FlushAsync(left);
        var body = response.BodyWriter;
        await foreach (var result in results.WithCancellation(left))
        {
            Encoding.UTF8.GetBytes($"event: check\ndata: {JsonSerializer.Serialize(result, ClusterJson.Default.ClusterCheck)}\n\n", body);
            await body.FlushAsync(left);
        }

        Encoding.UTF8.GetBytes("event: end\ndata: {}\n\n", body);
        await body.FlushAsync(left);
    }

    private async Task GatherAsync(HttpResponse response, CancellationToken left)
    {
        var all = new List<ClusterCheck>();
        await foreach (var result in results.WithCancellation(left))
        {
            all.Add(result);
        }

        var answer = new CheckListResponse { Passed = all.TrueForAll(c => c.Outcome == CheckOutcome.Ok), Checks = all };
        response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(response.Body, answer, ResourcesJson.Default.CheckListResponse, left);
    }
}

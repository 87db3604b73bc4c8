using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polydev.Controller.Cluster.Jobs;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Controller.Api;

/// <summary>Sends a log as it comes. One that breaks off never looks like one that ended: as events it says so, as text the connection is cut.</summary>
internal sealed class LogResponse(HttpContext context, LogSource source, bool asEvents, TimeProvider time)
{
    private const byte LineFeed = (byte)'\n';
    private static readonly TimeSpan s_signOfLife = TimeSpan.FromSeconds(15);

    private readonly ArrayBufferWriter<byte> _begun = new();

    /// <summary>Sends all of it.</summary>
    public async Task<IResult> SendAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> pieces, bool follow, CancellationToken cancellationToken)
    {
        var body = context.Response.BodyWriter;
        var next = pieces.MoveNextAsync().AsTask();
        try
        {
            // What is followed may be silent for long: who listens is to know at once that it stands.
            if (!follow)
            {
                await next;
            }

            await BeginAsync(body, cancellationToken);
            while (await ComesAsync(body, next, cancellationToken))
            {
                await WriteAsync(body, pieces.Current, cancellationToken);
                next = pieces.MoveNextAsync().AsTask();
            }

            await EndAsync(body, "end", "{}", cancellationToken);
        }
        catch (NomadException e) when (context.Response.HasStarted)
        {
            await BreakOffAsync(body, ClusterProblems.Of(e), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client left.
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Results.Empty;
    }

    private async Task BeginAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.ContentType = asEvents ? "text/event-stream" : "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["x-accel-buffering"] = "no";
        response.Headers["x-polydev-allocation"] = source.Allocation.ID;
        await response.StartAsync(cancellationToken);
        await body.FlushAsync(cancellationToken);
    }

    /// <summary>Waits for the next piece, with signs of life meanwhile where events have some.</summary>
    private async Task<bool> ComesAsync(PipeWriter body, Task<bool> next, CancellationToken cancellationToken)
    {
        while (asEvents && !next.IsCompleted)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (await Task.WhenAny(next, Task.Delay(s_signOfLife, time, pause.Token)) != next)
            {
                await body.WriteAsync(": ka\n\n"u8.ToArray(), cancellationToken);
            }

            await pause.CancelAsync();
        }

        return await next;
    }

    private async Task WriteAsync(PipeWriter body, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (!asEvents)
        {
            await body.WriteAsync(piece, cancellationToken);
            return;
        }

        while (piece.Span.IndexOf(LineFeed) is >= 0 and var end)
        {
            _begun.Write(piece.Span[..end]);
            WriteLine(body);
            piece = piece[(end + 1)..];
        }

        _begun.Write(piece.Span);
        await body.FlushAsync(cancellationToken);
    }

    private void WriteLine(PipeWriter body)
    {
        // A carriage return ends a line of the stream too, and would cut the event in two.
        var text = Encoding.UTF8.GetString(_begun.WrittenSpan).TrimEnd('\r').Replace('\r', ' ');
        _begun.ResetWrittenCount();
        Encoding.UTF8.GetBytes($"event: line\ndata: {text}\n\n", body);
    }

    private async Task EndAsync(PipeWriter body, string type, string data, CancellationToken cancellationToken)
    {
        if (!asEvents)
        {
            return;
        }

        if (_begun.WrittenCount > 0)
        {
            WriteLine(body);
        }

        Encoding.UTF8.GetBytes($"event: {type}\ndata: {data}\n\n", body);
        await body.FlushAsync(cancellationToken);
    }

    private async Task BreakOffAsync(PipeWriter body, Problem problem, CancellationToken cancellationToken)
    {
        if (asEvents)
        {
            await EndAsync(body, "error", $$"""{"code":"{{problem.Code}}","detail":"{{JsonEncodedText.Encode(problem.Detail)}}"}""", cancellationToken);
            return;
        }

        context.Abort();
    }
}

using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polydev.Protocol;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Worker.Support;

/// <summary>One link, seen from the controller: the test reads and writes its lines.</summary>
internal sealed class FakeLink
{
    private readonly HttpContext _context;
    private readonly PipeReader _reader;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeLink(HttpContext context)
    {
        (_context, _reader) = (context, context.Request.BodyReader);
        context.RequestAborted.Register(() => _over.TrySetResult());
    }

    public Task WhenOver => _over.Task;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The next line as text; null when the worker ended the request.</summary>
    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var read = await _reader.ReadAsync(Token).AsTask().Within();
            var buffer = read.Buffer;
            if (LinkLines.TryTake(ref buffer, out var line))
            {
                var text = Encoding.UTF8.GetString(line);
                _reader.AdvanceTo(buffer.Start);
                return text;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    public async Task<T> ReadAsync<T>()
        where T : WorkerFrame =>
        Assert.IsType<T>(JsonSerializer.Deserialize(Assert.IsType<string>(await ReadLineAsync()), ProtocolJson.Default.WorkerFrame));

    /// <summary>The next line, which must be an event.</summary>
    public async Task<SeenEvent> ReadEventAsync()
    {
        var line = Encoding.UTF8.GetBytes(Assert.IsType<string>(await ReadLineAsync()));
        Assert.True(EventFrame.TryRead(line, out var view), Encoding.UTF8.GetString(line.AsSpan(0, Math.Min(line.Length, 200))));
        return new SeenEvent(
            Encoding.ASCII.GetString(view.ExecutionId), view.Seq, JsonSerializer.Deserialize(view.Json, ProtocolJson.Default.ExecutionEvent)!);
    }

    public async Task SendAsync(ControllerFrame frame) =>
        await SendRawAsync(JsonSerializer.Serialize(frame, ProtocolJson.Default.ControllerFrame) + "\n");

    public async Task SendRawAsync(string text) => await _context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), Token);

    public Task AckAsync(string executionId, long seq) => SendAsync(new AckFrame { ExecutionId = executionId, Seq = seq });

    /// <summary>Breaks the link as a controller that was killed does.</summary>
    public void Break()
    {
        _over.TrySetResult();
        _context.Abort();
    }

    /// <summary>Ends the answer in good order.</summary>
    public void End() => _over.TrySetResult();
}

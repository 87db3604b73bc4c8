using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Polydev.Protocol;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Worker.Support;

/// <summary>One link, seen from the controller: the test reads and writes its lines.</summary>
internal sealed class FakeLink : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;

    public FakeLink(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The next line as text; null when the worker ended the link.</summary>
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

    public async Task SendRawAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token);

    public Task AckAsync(string executionId, long seq) => SendAsync(new AckFrame { ExecutionId = executionId, Seq = seq });

    /// <summary>Breaks the link as a controller that was killed does.</summary>
    public void Break() => Dispose();

    /// <summary>Ends our direction in good order.</summary>
    public void End() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _stream.Dispose();
}

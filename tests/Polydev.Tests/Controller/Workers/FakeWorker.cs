using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Polydev.Protocol;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Workers;

/// <summary>The worker's end of a link in a test: says what the test says, hears what the controller sends.</summary>
internal sealed class FakeWorker : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly PipeReader _down;

    private FakeWorker(NetworkStream stream)
    {
        _stream = stream;
        _down = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
    }

    /// <summary>Dials and says hello. Does not read the welcome.</summary>
    public static Task<FakeWorker> DialAsync(string socket, HelloFrame hello, CancellationToken cancellationToken) =>
        DialAsync(socket, JsonSerializer.Serialize(hello, ProtocolJson.Default.WorkerFrame) + "\n", cancellationToken);

    /// <summary>Dials and sends bytes of the test's choice.</summary>
    public static async Task<FakeWorker> DialAsync(string socket, string first, CancellationToken cancellationToken)
    {
        var worker = new FakeWorker(new NetworkStream(await ConnectAsync(socket, cancellationToken), ownsSocket: true));
        await worker.SendAsync(first, cancellationToken);
        return worker;
    }

    /// <summary>Connects as a worker does: one that is started before the controller listens tries again.</summary>
    private static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        const int tries = 500;
        for (var left = tries; ; left--)
        {
            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await unix.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return unix;
            }
            catch (SocketException e) when (left > 0 && e.SocketErrorCode is (SocketError.AddressNotAvailable or SocketError.ConnectionRefused))
            {
                unix.Dispose();
                await Task.Delay(10, cancellationToken);
            }
        }
    }

    /// <summary>Reads the next frame; null at the end of the link.</summary>
    public async Task<ControllerFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await _down.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                if (LinkLines.TryTake(ref buffer, out var line))
                {
                    var reader = new Utf8JsonReader(line);
                    var frame = JsonSerializer.Deserialize(ref reader, ProtocolJson.Default.ControllerFrame);
                    _down.AdvanceTo(buffer.Start);
                    return frame;
                }

                _down.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads on to the next frame of a kind.</summary>
    public async Task<T> ReadAsync<T>(CancellationToken cancellationToken)
        where T : ControllerFrame
    {
        while (await ReadAsync(cancellationToken) is { } frame)
        {
            if (frame is T wanted)
            {
                return wanted;
            }
        }

        throw new InvalidOperationException($"the link ended before a {typeof(T).Name} came");
    }

    /// <summary>Reads to the end of the link.</summary>
    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is not null)
        {
        }
    }

    public Task SendAsync(WorkerFrame frame, CancellationToken cancellationToken) =>
        SendAsync(JsonSerializer.Serialize(frame, ProtocolJson.Default.WorkerFrame) + "\n", cancellationToken);

    public Task SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => await _stream.WriteAsync(bytes, cancellationToken);

    public Task SendEventAsync(string executionId, long seq, string json, CancellationToken cancellationToken)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        EventFrame.Write(buffer, executionId, seq, Encoding.UTF8.GetBytes(json));
        return SendAsync(buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>Breaks the link, as a crash would.</summary>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}

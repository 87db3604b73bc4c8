using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>A command that runs in a task: input goes in, what it does comes out. One writer, one reader.</summary>
public sealed class CommandRun : IAsyncDisposable
{
    private static readonly TimeSpan s_parting = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private readonly TimeProvider _time;

    internal CommandRun(WebSocket socket, TimeProvider time) => (_socket, _time) = (socket, time);

    /// <summary>Sends input.</summary>
    /// <exception cref="NomadException">The connection broke.</exception>
    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        SendAsync(new ExecInput { Stdin = new ExecPiece { Data = data.ToArray() } }, NomadJson.Default.ExecInput, cancellationToken);

    /// <summary>Ends the input.</summary>
    /// <exception cref="NomadException">The connection broke.</exception>
    public Task EndInputAsync(CancellationToken cancellationToken) =>
        SendAsync(new ExecInput { Stdin = new ExecPiece { Close = true } }, NomadJson.Default.ExecInput, cancellationToken);

    /// <summary>Tells the size of the terminal, in characters.</summary>
    /// <exception cref="NomadException">The connection broke.</exception>
    public Task ResizeAsync(int width, int height, CancellationToken cancellationToken) =>
        SendAsync(new ExecInput { TtySize = new ExecTerminal(height, width) }, NomadJson.Default.ExecInput, cancellationToken);

    /// <summary>What the command does, to its end. Refusals come here, not when it is started: the stream is closed with a reason.</summary>
    /// <exception cref="NomadException">The cluster refused, or the connection broke before the command ended.</exception>
    public async IAsyncEnumerable<ExecEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await FrameAsync(cancellationToken) is { } frame)
        {
            if (frame.Stdout?.Data is { } output)
            {
                yield return new ExecEvent.Wrote(Error: false, output);
            }

            if (frame.Stderr?.Data is { } errors)
            {
                yield return new ExecEvent.Wrote(Error: true, errors);
            }

            if (frame.Exited == true)
            {
                yield return new ExecEvent.Exited(frame.Result?.ExitCode ?? 0);
                yield break;
            }
        }

        throw ErrorDialect.ReadClose((int?)_socket.CloseStatus, _socket.CloseStatusDescription);
    }

    /// <summary>Says the token once more, for agents behind what takes headers away.</summary>
    internal Task GreetAsync(string token, CancellationToken cancellationToken) =>
        SendAsync(new ExecHandshake(1, token), NomadJson.Default.ExecHandshake, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = new Patience(s_parting, _time, CancellationToken.None);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _socket.Dispose();
    }

    private async Task SendAsync<T>(T frame, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame, type), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException e)
        {
            throw new NomadException(NomadError.Unreachable, null, $"the command's stream broke off: {e.Message}", e);
        }
    }

    private async Task<ExecOutput?> FrameAsync(CancellationToken cancellationToken)
    {
        var chunk = new byte[16 << 10];
        using var whole = new MemoryStream();
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(chunk, cancellationToken);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                whole.Write(chunk, 0, got.Count);
                if (got.EndOfMessage)
                {
                    return JsonSerializer.Deserialize(whole.GetBuffer().AsSpan(0, (int)whole.Length), NomadJson.Default.ExecOutput);
                }
            }
        }
        catch (WebSocketException e)
        {
            throw new NomadException(NomadError.Unreachable, null, $"the command's stream broke off: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new NomadException(NomadError.Protocol, null, $"a frame of the command's stream is none of Nomad's: {e.Message}", e);
        }
    }
}

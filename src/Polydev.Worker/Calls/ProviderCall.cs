using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Providers;

namespace Polydev.Worker.Calls;

/// <summary>One attempt of an execution at a provider: sends the request, feeds the answer to the decoder as it comes, ends in one terminal event.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and a stop may come after the end.")]
internal sealed class ProviderCall(RunFrame run, Wire wire, HttpMessageInvoker http, ICallOutput output, TimeProvider time)
{
    private const int ReadBytes = 16 * 1024;
    private const int ErrorBodyBytes = 64 * 1024;
    private const int TrailingBytes = 64 * 1024;
    private static readonly TimeSpan s_trailingTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CallRecorder _recorder = new(output, run.Stream, time);
    private int _cause;
    private WireDecoder? _decoder;

    private StopCause Cause => (StopCause)Volatile.Read(ref _cause);

    /// <summary>Tells the call to stop; the first cause counts. The provider's connection is closed at once.</summary>
    public void Stop(StopCause cause)
    {
        if (Interlocked.CompareExchange(ref _cause, (int)cause, (int)StopCause.None) == (int)StopCause.None)
        {
            _stop.Cancel();
        }
    }

    /// <summary>Runs to the end. Every way a call can end is a terminal event, but for a cancel; nothing is thrown.</summary>
    public async Task<CallTimings> RunAsync()
    {
        var left = TimeSpan.FromMilliseconds(Math.Clamp(run.DeadlineMs, 0, int.MaxValue));
        await using var deadline = time.CreateTimer(static call => ((ProviderCall)call!).Stop(StopCause.TimedOut), this, left, Timeout.InfiniteTimeSpan);
        try
        {
            await CallAsync(_stop.Token);
        }
        catch (Exception) when (Cause == StopCause.TimedOut)
        {
            End(CallFailure.TimedOut(run.DeadlineMs));
        }
        catch (Exception) when (Cause == StopCause.Cancelled)
        {
            // Nobody waits for a last word.
        }
        catch (Exception e)
        {
            // The type alone: a message could quote the request.
            End(CallFailure.Ours($"The worker failed inside: {e.GetType().Name}."));
        }

        return _recorder.Timings();
    }

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        if (Build() is not { } request)
        {
            return;
        }

        _recorder.BytesSent = request.Body.Length;
        using var message = new ProviderMessage(request, _recorder.NoteSent);
        var response = await SendAsync(message, cancellationToken);
        if (response is null)
        {
            return;
        }

        _recorder.NoteFirstByte();
        _recorder.ConnectionReused = !message.OpenedConnection;
        var leftOver = false;
        try
        {
            leftOver = await ReadAsync(request.Uri, response, cancellationToken);
        }
        finally
        {
            if (!leftOver)
            {
                response.Dispose();
            }
        }

        if (leftOver)
        {
            _ = FinishBodyAsync(response);
        }
    }

    /// <summary>Reads the answer to its end marker. True when the body may have more behind it.</summary>
    private async Task<bool> ReadAsync(Uri uri, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = ProviderHttp.Answer(response);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (answer.Status == 200)
            {
                return await StreamAsync(answer, body, cancellationToken);
            }

            await ExplainAsync(answer, body, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            End(CallFailure.InBody(uri, e, _recorder.Emitted));
        }

        return false;
    }

    private ProviderRequest? Build()
    {
        if (!Uri.TryCreate(run.BaseUrl, UriKind.Absolute, out var baseUrl) || baseUrl.Scheme is not ("http" or "https"))
        {
            End(CallFailure.Ours("The provider's base URL is not an http or https address. Correct the operator's configuration."));
            return null;
        }

        if (wire.Check(run.Request) is { } objection)
        {
            End(new ExecutionError { Code = ErrorCodes.ProviderInvalidRequest, Message = objection });
            return null;
        }

        return wire.Build(run.Request, run.Stream, baseUrl, run.Credential);
    }

    private async Task<HttpResponseMessage?> SendAsync(ProviderMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            End(CallFailure.BeforeAnswer(message.RequestUri!, e));
            return null;
        }
    }

    private async Task<bool> StreamAsync(ProviderAnswer answer, Stream body, CancellationToken cancellationToken)
    {
        var decoder = _decoder = wire.Decode(answer, _recorder);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (!decoder.Ended)
            {
                await output.WaitForRoomAsync(cancellationToken);
                var count = await body.ReadAsync(buffer, cancellationToken);
                if (count == 0)
                {
                    decoder.Complete();
                    return false;
                }

                _recorder.BytesReceived += count;
                decoder.Feed(buffer.AsSpan(0, count));

                // The last word waits for the line that closes the execution: they travel together.
                if (!decoder.Ended)
                {
                    output.Flush(now: false);
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the few bytes behind the wire's end marker: a connection whose answer was read whole serves the next call. Nobody waits for it.</summary>
    private async Task FinishBodyAsync(HttpResponseMessage response)
    {
        using var patience = new CancellationTokenSource(s_trailingTime, time);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(patience.Token);
            for (var left = TrailingBytes; left > 0;)
            {
                var count = await body.ReadAsync(buffer, patience.Token);
                if (count == 0)
                {
                    return;
                }

                left -= count;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The answer is complete; only the connection is lost.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            response.Dispose();
        }
    }

    private async Task ExplainAsync(ProviderAnswer answer, Stream body, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ErrorBodyBytes);
        try
        {
            var length = 0;
            while (length < ErrorBodyBytes && await body.ReadAsync(buffer.AsMemory(length, ErrorBodyBytes - length), cancellationToken) is > 0 and var count)
            {
                length += count;
            }

            _recorder.BytesReceived = length;
            End(Redaction.Apply(wire.MapError(answer, buffer.AsSpan(0, length), time.GetUtcNow()), run.Credential));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Ends the call as failed, in the decoder's words if it has some pending.</summary>
    private void End(ExecutionError error)
    {
        try
        {
            _decoder?.Abort(error);
        }
        catch (Exception)
        {
            // A decoder that failed inside may fail again here; the call still ends.
        }

        _recorder.Fail(error);
    }
}

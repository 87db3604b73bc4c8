using System.IO.Pipelines;
using System.Net.Security;

namespace Polydev.Protocol.Nodes;

/// <summary>The inside of a TLS connection as pipes. What is written goes through a pipe of its own: links are written to while an earlier flush is under way.</summary>
public sealed class TlsTransport : IDuplexPipe
{
    private const int MaxUnsent = 64 * 1024;

    private readonly SslStream _tls;
    private readonly Pipe _output;
    private readonly Task _sending;

    /// <summary>Begins to carry, over a stream whose handshake is done.</summary>
    public TlsTransport(SslStream tls)
    {
        _tls = tls;

        // A link that says nothing holds no buffer, and short work stays on the thread that saw its bytes.
        Input = PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));
        _output = new Pipe(new PipeOptions(null, PipeScheduler.Inline, PipeScheduler.Inline, MaxUnsent, MaxUnsent / 2, useSynchronizationContext: false));
        _sending = SendAsync();
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output => _output.Writer;

    /// <summary>Sends what was written and says goodbye.</summary>
    public async Task CloseAsync()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();
        await _sending;
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var read = await _output.Reader.ReadAsync(CancellationToken.None);
                foreach (var piece in read.Buffer)
                {
                    await _tls.WriteAsync(piece, CancellationToken.None);
                }

                _output.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    await _tls.ShutdownAsync();
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reading side sees the same break; here there is only nothing left to write to.
        }

        await _output.Reader.CompleteAsync();
    }
}

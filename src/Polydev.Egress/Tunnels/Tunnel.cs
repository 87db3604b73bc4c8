using System.Buffers;
using Polydev.Protocol.Egress;
using Polydev.Sockets;

namespace Polydev.Egress.Tunnels;

/// <summary>Two sockets whose bytes are handed across in both directions, unseen, until both sides have ended.</summary>
/// <remarks>
/// While nothing comes, a direction holds no buffer. What was read is written before more is read,
/// so a slow reader slows its writer and costs no memory. Each side may end its own direction while the other goes on.
/// </remarks>
internal sealed class Tunnel(LoopSocket client, EgressIdentity identity, TenantTraffic traffic, TunnelTable table) : IDisposable
{
    // The chunks of a streamed answer, or a short answer, in one go; only bulk is worth more.
    private const int SmallBuffer = 16 * 1024;
    private const int LargeBuffer = 64 * 1024;

    private readonly CancellationTokenSource _cut = new();
    private LoopSocket? _upstream;
    private int _lastActive = table.Tick;

    public EgressIdentity Identity => identity;

    /// <summary>Ends when the tunnel is cut, also before it has an upstream.</summary>
    public CancellationToken WasCut => _cut.Token;

    /// <summary>Tick of the table at which bytes last moved.</summary>
    public int LastActive => Volatile.Read(ref _lastActive);

    /// <summary>Relays until both directions have ended, then closes both sockets.</summary>
    public async Task RelayAsync(LoopSocket upstream)
    {
        // Either this sees the cut, or the cut sees the upstream.
        Interlocked.Exchange(ref _upstream, upstream);
        if (_cut.IsCancellationRequested)
        {
            Reset();
            return;
        }

        await Task.WhenAll(PumpAsync(client, upstream, toOutside: true), PumpAsync(upstream, client, toOutside: false));
        Close();
    }

    /// <summary>Closes both sides at once, with a reset: neither may take it for a clean end.</summary>
    public void Cut()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        Reset();
    }

    public void Dispose()
    {
        Close();
        _cut.Dispose();
    }

    private async Task PumpAsync(LoopSocket from, LoopSocket to, bool toOutside)
    {
        try
        {
            var size = SmallBuffer;
            while (true)
            {
                await from.WaitReadableAsync();
                var count = await MoveAsync(from, to, size, toOutside);
                if (count == 0)
                {
                    break;
                }

                size = count == size ? LargeBuffer : SmallBuffer;
            }

            if (toOutside && from.IsGone())
            {
                // The worker is not half-closing: it has hung up. The provider is to notice now, not when it next writes.
                Close();
                return;
            }

            to.EndSending();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Close();
        }
    }

    /// <summary>Reads once and writes all of it.</summary>
    private async ValueTask<int> MoveAsync(LoopSocket from, LoopSocket to, int size, bool toOutside)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var count = await from.ReceiveAsync(buffer.AsMemory(0, size));
            await to.SendAsync(buffer.AsMemory(0, count));
            Volatile.Write(ref _lastActive, table.Tick);
            if (toOutside)
            {
                traffic.AddSent(count);
            }
            else
            {
                traffic.AddReceived(count);
            }

            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Marks both sides for a reset before it closes either: closing one ends the relay, which then closes the other.</summary>
    private void Reset()
    {
        client.ResetOnClose();
        Volatile.Read(ref _upstream)?.ResetOnClose();
        Close();
    }

    private void Close()
    {
        client.Dispose();
        _upstream?.Dispose();
    }
}

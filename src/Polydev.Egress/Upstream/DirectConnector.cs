using System.Net;
using System.Net.Sockets;
using Polydev.Egress.Policy;
using Polydev.Sockets;

namespace Polydev.Egress.Upstream;

/// <summary>The way out of this machine itself: resolves once, checks every address, and dials only what it checked.</summary>
public sealed class DirectConnector : IUpstreamConnector
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly NameCache _names;

    /// <summary>Makes a connector.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="timeout">How long resolving and connecting may take together.</param>
    public DirectConnector(TimeProvider time, TimeSpan timeout)
        : this(time, timeout, host => Dns.GetHostAddressesAsync(host))
    {
    }

    internal DirectConnector(TimeProvider time, TimeSpan timeout, Func<string, Task<IPAddress[]>> resolve)
    {
        (_time, _timeout) = (time, timeout);
        _names = new NameCache(resolve, time);
    }

    /// <inheritdoc/>
    public async Task<UpstreamResult> ConnectAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            IPAddress[] addresses = IPAddress.TryParse(request.Host, out var literal) ? [literal] : await _names.ResolveAsync(request.Host, either.Token);
            var allowed = addresses.Where(a => AddressPolicy.Allows(request.Rule, a)).ToArray();
            return allowed.Length == 0
                ? UpstreamResult.Failed(UpstreamError.Denied, $"{request.Host} stands for a private or special address, which its egress rule does not allow")
                : await DialAsync(request, allowed, either.Token);
        }
        catch (SocketException e)
        {
            return UpstreamResult.Failed(UpstreamError.Unreachable, $"{request.Host} cannot be resolved: {e.SocketErrorCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TimedOut(request);
        }
    }

    /// <summary>Tries one address after the other, each for its share of the time, so that one dead address does not use it up.</summary>
    private async Task<UpstreamResult> DialAsync(UpstreamRequest request, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        var result = TimedOut(request);
        foreach (var address in addresses)
        {
            using var share = new CancellationTokenSource(_timeout / addresses.Length, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellationToken);
            var fresh = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            fresh.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            try
            {
                return UpstreamResult.Open(await LoopSocket.ConnectAsync(fresh, new IPEndPoint(address, request.Port), request.Loop, either.Token));
            }
            catch (SocketException e)
            {
                result = UpstreamResult.Failed(UpstreamError.Unreachable, $"{request.Host}:{request.Port} cannot be reached: {e.SocketErrorCode}");
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return result;
    }

    private static UpstreamResult TimedOut(UpstreamRequest request) =>
        UpstreamResult.Failed(UpstreamError.TimedOut, $"{request.Host}:{request.Port} did not answer in time");
}

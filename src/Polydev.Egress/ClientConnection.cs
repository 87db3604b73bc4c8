using System.Buffers;
using Polydev.Egress.Policy;
using Polydev.Egress.Tunnels;
using Polydev.Egress.Upstream;
using Polydev.Protocol.Egress;
using Polydev.Sockets;

namespace Polydev.Egress;

/// <summary>One connection from a worker: reads where it wants to go, decides, dials, and hands over to the tunnel.</summary>
internal sealed class ClientConnection(LoopSocket client, GatewayParts parts)
{
    private readonly EgressOptions _options = parts.Options;
    private string? _tenant;
    private string? _worker;

    /// <summary>Serves it to its end.</summary>
    public async Task ServeAsync(CancellationToken stopping)
    {
        try
        {
            var (state, head, early) = await ReadHeadAsync(stopping);
            if (state == HeadState.Complete && PrewarmEndpoint.IsFor(head!.Target.Host))
            {
                await PrewarmAsync(early.Length, stopping);
            }
            else if (state == HeadState.Complete)
            {
                await OpenAsync(head!, early, stopping);
            }
            else if (AnswerTo(state) is { } answer)
            {
                await RefuseAsync(answer);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left, or we are leaving.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static EgressAnswer? AnswerTo(HeadState state) => state switch
    {
        HeadState.Malformed => EgressAnswer.Malformed,
        HeadState.OtherMethod => EgressAnswer.OtherMethod,
        HeadState.TooLong => EgressAnswer.TooLong,
        _ => null,
    };

    private async Task<(HeadState State, ConnectHead? Head, byte[] Early)> ReadHeadAsync(CancellationToken stopping)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ConnectHead.MaxBytes);
        using var deadline = new CancellationTokenSource(_options.HeadTimeout, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        var length = 0;
        try
        {
            while (true)
            {
                var count = await client.ReceiveAsync(buffer.AsMemory(length, ConnectHead.MaxBytes - length), either.Token);
                var state = ConnectHead.Read(buffer.AsSpan(0, length + count), length, out var head, out var headLength);
                length += count;
                if (count == 0 || state != HeadState.Incomplete)
                {
                    return (state, head, buffer.AsSpan(headLength, length - headLength).ToArray());
                }
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            await RefuseAsync(EgressAnswer.TooSlow);
            return (HeadState.Incomplete, null, []);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task PrewarmAsync(int earlyBytes, CancellationToken stopping)
    {
        if (earlyBytes > 0)
        {
            await RefuseAsync(EgressAnswer.Malformed);
            return;
        }

        using var deadline = new CancellationTokenSource(_options.HeadTimeout, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        parts.Metrics.Count(null, await parts.Prewarm.ServeAsync(client, either.Token) ? "prewarmed" : "prewarm_failed");
    }

    private async Task OpenAsync(ConnectHead head, byte[] early, CancellationToken stopping)
    {
        if (head.Token is null || EgressToken.Verify(head.Token, _options.TokenKey.Span, parts.Time.GetUtcNow()) is not { } identity)
        {
            await RefuseAsync(EgressAnswer.NoToken);
            return;
        }

        (_tenant, _worker) = (identity.Tenant, identity.Worker);
        var (host, port) = head.Target;
        if (Find(head.Target) is not { } rule)
        {
            await RefuseAsync(EgressAnswer.Denied(host, port));
        }
        else if (parts.Table.TryAdd(client, identity, _options.TunnelsPerTenant) is { } tunnel)
        {
            try
            {
                await RunAsync(tunnel, new UpstreamRequest(identity, host, port, rule, client.Loop), early, stopping);
            }
            finally
            {
                parts.Table.Remove(tunnel);
            }
        }
        else
        {
            await RefuseAsync(EgressAnswer.TooMany(_options.TunnelsPerTenant));
        }
    }

    private async Task RunAsync(Tunnel tunnel, UpstreamRequest request, byte[] early, CancellationToken stopping)
    {
        var result = await DialAsync(tunnel, request, stopping);
        if (!result.Connected)
        {
            await RefuseAsync(EgressAnswer.Failed(result.Error.Value, result.Reason));
            return;
        }

        using var upstream = result.Socket;
        await client.SendAsync(EgressAnswer.Established, stopping);
        await upstream.SendAsync(early, stopping);
        parts.Metrics.Count(_tenant, "opened");
        parts.Logger.Opened(request.Identity.Tenant, request.Identity.Worker, request.Host, request.Port);
        await tunnel.RelayAsync(upstream);
    }

    private async Task<UpstreamResult> DialAsync(Tunnel tunnel, UpstreamRequest request, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tunnel.WasCut, stopping);
        var start = parts.Time.GetTimestamp();
        var result = await parts.Connector.ConnectAsync(request, either.Token);
        parts.Metrics.Dialled(parts.Time.GetElapsedTime(start), result.Connected ? "opened" : "failed");
        return result;
    }

    private EgressRule? Find(HostAndPort target)
    {
        foreach (var rule in _options.Rules)
        {
            if (rule.Covers(target))
            {
                return rule;
            }
        }

        return null;
    }

    private async Task RefuseAsync(EgressAnswer answer)
    {
        parts.Metrics.Count(_tenant, answer.Outcome);
        parts.Logger.Refused(_tenant, _worker, answer.Outcome, answer.Reason);
        await client.SendAsync(answer.ToBytes());
        client.EndSending();
    }
}

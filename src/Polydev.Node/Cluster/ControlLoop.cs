using Microsoft.Extensions.Logging;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>Keeps the control connection: dials until it stands, has it served, and dials again when it is lost.</summary>
internal sealed class ControlLoop(ControllerDialer dialer, NodeMetrics metrics, TimeProvider time, ILogger<ControlLoop> logger)
{
    private readonly Backoff _backoff = new(time);
    private string? _said;

    /// <summary>Serves one connection after another until the token is cancelled.</summary>
    /// <param name="identity">Who we are, as of now: a renewed certificate is shown at the next dial.</param>
    /// <param name="serve">Serves a connection to its end, from behind the setup.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The refusal, when the controller does not know this node any more and it has to join again.</returns>
    public async Task<RefusedReply> RunAsync(Func<NodeIdentity> identity, Func<SetupReply, TlsTransport, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (refusal, fault) = await TryAsync(identity(), serve, cancellationToken);
            if (refusal is not null && RefusalCodes.NeedsJoin(refusal.Code))
            {
                return refusal;
            }

            if ((refusal?.Reason ?? fault) is { } reason)
            {
                metrics.Failed();
                Say(reason, logger.Unreachable);
            }

            await _backoff.WaitAsync(cancellationToken);
        }
    }

    private async Task<(RefusedReply? Refusal, string? Fault)> TryAsync(
        NodeIdentity own, Func<SetupReply, TlsTransport, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        switch (await dialer.DialAsync(new ControlRequest { Version = NodeVersion.Text }, own.Authority, own.Certificate, cancellationToken))
        {
            case DialResult.Connected { Connection: var connection }:
                using (connection)
                {
                    return await ServeAsync(connection, serve, cancellationToken);
                }

            case DialResult.Unreachable { Reason: var reason }:
                return (null, reason);
            case DialResult.Untrusted { Reason: var reason }:
                return (null, reason);
            default:
                throw new InvalidOperationException("a dial has three results");
        }
    }

    private async Task<(RefusedReply? Refusal, string? Fault)> ServeAsync(
        ControllerConnection connection, Func<SetupReply, TlsTransport, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        var transport = new TlsTransport(connection.Stream);
        try
        {
            switch (await ControllerConnection.ReadReplyAsync(transport.Input, time, cancellationToken))
            {
                case SetupReply setup:
                    logger.Connected(setup.Version);
                    metrics.Connected();
                    await serve(setup, transport, cancellationToken);
                    logger.Disconnected();
                    _backoff.Reset();
                    _said = null;
                    return (null, null);
                case RefusedReply refusal:
                    return (refusal, null);
                default:
                    return (null, "it gave no answer");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A break of the connection ends what is served without one of these: it is a file or a program of this host.
            Say(e.Message, logger.Obstructed);
            return (null, null);
        }
        finally
        {
            metrics.Disconnected();

            // A controller that does not read must not hold us: what it has not taken yet it hears of in the next hello.
            connection.Dispose();
            await transport.CloseAsync();
        }
    }

    /// <summary>Says what is wrong once, and not at every try.</summary>
    private void Say(string fault, Action<string> say)
    {
        if (fault != _said)
        {
            _said = fault;
            say(fault);
        }
    }
}

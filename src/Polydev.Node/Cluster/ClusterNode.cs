using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>A node of a cluster: joins, carries the links of its workers, and does what its controller asks for.</summary>
/// <param name="options">How it is set up.</param>
/// <param name="work">What it does.</param>
/// <param name="time">The clock.</param>
/// <param name="meters">Where meters come from.</param>
/// <param name="loggers">Where it is told what happens.</param>
public sealed class ClusterNode(ClusterNodeOptions options, NodeWork work, TimeProvider time, IMeterFactory meters, ILoggerFactory loggers)
{
    private static readonly TimeSpan s_setUp = TimeSpan.FromSeconds(5);
    private readonly ILogger _logger = loggers.CreateLogger<ClusterNode>();
    private readonly ControllerDialer _dialer = new(options.Controllers, time);
    private readonly IdentityFiles _files = new(options.DataDirectory);
    private volatile NodeIdentity? _identity;

    /// <summary>The name that the node of a data directory joined under; null when it never did.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    /// <exception cref="NodeEndedException">It did, and its files are damaged.</exception>
    public static string? JoinedAs(string dataDirectory) => new IdentityFiles(dataDirectory).Load()?.Name;

    /// <summary>Runs it until the token is cancelled and what runs on it has had its time to end.</summary>
    /// <param name="ready">Called with the node's name when the controller has let it in and workers can be served, each time it is connected.</param>
    /// <param name="cancellationToken">Has it drain and end. Workers that are left stay.</param>
    /// <exception cref="NodeEndedException">It cannot go on; the message says what to do.</exception>
    public async Task RunAsync(Action<string> ready, CancellationToken cancellationToken)
    {
        using var place = NodeLock.Take(options.DataDirectory);
        using var relay = new LinkRelay(options.Node.Sockets, _dialer, () => _identity, loggers.CreateLogger<LinkRelay>());
        using var ended = new CancellationTokenSource();
        _identity = _files.Load();
        relay.Listen();
        var carrying = relay.RunAsync(ended.Token);
        try
        {
            var serving = ServeAsync(ready, new NodeMetrics(meters, () => relay.Links, () => _identity), ended.Token);
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var on = cancellationToken.Register(asked.SetResult);
            await (await Task.WhenAny(serving, asked.Task));

            // Nobody ends the workers of a node that is put out while it drains, so it does not wait for them either.
            await (await Task.WhenAny(serving, work.Drain()));
            await ended.CancelAsync();
            await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            await ended.CancelAsync();
            await carrying;
        }
    }

    private async Task ServeAsync(Action<string> ready, NodeMetrics metrics, CancellationToken cancellationToken)
    {
        var joiner = new NodeJoiner(_dialer, _files, time);
        _identity ??= await JoinAsync(joiner, new(NodeEnds.TokenMissing, "This host is no node yet. Make a join token on the controller with 'polydev nodes token' and name its file with --token-file."), cancellationToken);
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = new CertificateRenewal(joiner, time, loggers.CreateLogger<CertificateRenewal>()).RunAsync(() => _identity, next => _identity = next, renewing.Token);
        try
        {
            var loop = new ControlLoop(_dialer, metrics, time, loggers.CreateLogger<ControlLoop>());
            while (true)
            {
                var refusal = await loop.RunAsync(() => _identity, (setup, control, token) => ServeAsync(setup, control, ready, token), cancellationToken);
                _identity = await JoinAgainAsync(joiner, refusal, cancellationToken);
            }
        }
        finally
        {
            await renewing.CancelAsync();
            await renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(SetupReply setup, TlsTransport control, Action<string> ready, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = work.SetUp(setup, over.Token);
        var care = new SetUpCare(token => work.SetUp(setup, token), time, loggers.CreateLogger<SetUpCare>()).RunAsync(first, () => ready(_identity!.Name), over.Token);
        try
        {
            // Served all the same when it fails or takes long: so the controller hears why no workers can be started here.
            await Task.WhenAny(first, Task.Delay(s_setUp, time, over.Token));
            await work.Serve(control, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await care.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Joins as one that the controller has refused; where that is no way either, a node that was put out ends what runs here.</summary>
    private async Task<NodeIdentity> JoinAgainAsync(NodeJoiner joiner, RefusedReply refusal, CancellationToken cancellationToken)
    {
        try
        {
            return await JoinAsync(joiner, new(refusal.Code, refusal.Reason), cancellationToken);
        }
        catch (NodeEndedException) when (refusal.Code == RefusalCodes.Revoked)
        {
            _logger.PutOut(_identity!.Name);
            await work.PutOut();
            throw;
        }
    }

    /// <summary>Joins with the token, for as long as the controller cannot be reached.</summary>
    /// <param name="joiner">Who asks.</param>
    /// <param name="without">What is said where there is no token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<NodeIdentity> JoinAsync(NodeJoiner joiner, NodeEndedException without, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time);
        while (true)
        {
            switch (await joiner.JoinAsync(options.Token ?? throw without, options.Name, cancellationToken))
            {
                case JoinResult.Joined { Identity: var identity }:
                    _logger.Joined(identity.Name, identity.ExpiresAt);
                    return identity;
                case JoinResult.Refused { Code: RefusalCodes.TokenInvalid } when _identity is not null:
                    // The token it once joined with is still there and used up: why a new one is needed says more.
                    throw without;
                case JoinResult.Refused refused:
                    throw new NodeEndedException(refused.Code, refused.Reason);
                case JoinResult.Failed { Reason: var reason }:
                    _logger.Unreachable(reason);
                    await backoff.WaitAsync(cancellationToken);
                    break;
            }
        }
    }
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Polydev.Egress.Policy;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>The gateway of a node, with the key and the rules that its controller gave it. It is started anew when either changes.</summary>
/// <param name="options">Sockets, directories and program; the rules are filled in from here.</param>
/// <param name="time">The clock.</param>
/// <param name="meters">Where its figures are shown as this process's own.</param>
/// <param name="logger">Where it is told what happens.</param>
public sealed class NodeGateway(NodeOptions options, TimeProvider time, IMeterFactory meters, ILogger<NodeGateway> logger)
{
    private readonly GatewayProcess _process = ProcessOf(options, time, meters, logger);
    private SetupReply? _setup;

    /// <summary>Why workers could not go out through it; null while they can.</summary>
    public string? Obstacle { get; private set; } = "workers have no way out yet: the egress gateway is being started";

    /// <summary>Has it run as the controller wants it; does nothing while it does.</summary>
    /// <param name="setup">What the controller wants.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it cannot; null when it runs.</returns>
    public async Task<string?> SetUpAsync(SetupReply setup, CancellationToken cancellationToken)
    {
        if (Obstacle is null && _process.Runs && _setup is { } now && now.EgressKey.AsSpan().SequenceEqual(setup.EgressKey) && now.EgressRules.SequenceEqual(setup.EgressRules, StringComparer.Ordinal))
        {
            return null;
        }

        try
        {
            options.Egress.Rules.Clear();
            foreach (var rule in setup.EgressRules)
            {
                options.Egress.Rules.Add(EgressRule.Parse(rule));
            }

        }
        catch (FormatException e)
        {
            return Obstacle = GatewayProcess.NoWayOut(e);
        }

        Obstacle = await _process.TryStartAsync(setup.EgressKey, cancellationToken);
        _setup = Obstacle is null ? setup : _setup;
        return Obstacle;
    }

    /// <summary>Ends it, where it was set up.</summary>
    /// <param name="cancellationToken">Waits no longer for its end.</param>
    public Task StopAsync(CancellationToken cancellationToken) => _setup is null ? Task.CompletedTask : _process.StopAsync(cancellationToken);

    /// <summary>Ends it, also one that an earlier process of this node left.</summary>
    /// <param name="cancellationToken">Waits no longer for its end.</param>
    public Task PutOutAsync(CancellationToken cancellationToken) => _process.StopAsync(cancellationToken);

    private static GatewayProcess ProcessOf(NodeOptions options, TimeProvider time, IMeterFactory meters, ILogger logger)
    {
        options.Egress.SocketPath = options.Sockets.EgressSocket;
        var process = new GatewayProcess(options, time, logger);
        _ = new EgressFiguresReader(process.FiguresPath, meters);
        return process;
    }
}

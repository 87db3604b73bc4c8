using Microsoft.Extensions.Logging;
using Polydev.Egress.Policy;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>The gateway of a node, with the key and the rules that its controller gave it. It is started anew when either changes.</summary>
/// <param name="options">Sockets, directories and program; the rules are filled in from here.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told what happens.</param>
public sealed class NodeGateway(NodeOptions options, TimeProvider time, ILogger<NodeGateway> logger)
{
    private GatewayProcess? _process;
    private SetupReply? _setup;

    /// <summary>Has it run as the controller wants it.</summary>
    /// <param name="setup">What the controller wants.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SetUpAsync(SetupReply setup, CancellationToken cancellationToken)
    {
        if (_setup is { } now && now.EgressKey.AsSpan().SequenceEqual(setup.EgressKey) && now.EgressRules.SequenceEqual(setup.EgressRules, StringComparer.Ordinal))
        {
            return;
        }

        options.Egress.SocketPath = options.Sockets.EgressSocket;
        options.Egress.Rules.Clear();
        foreach (var rule in setup.EgressRules)
        {
            options.Egress.Rules.Add(EgressRule.Parse(rule));
        }

        _process ??= new GatewayProcess(options, time, logger);
        await _process.StartAsync(setup.EgressKey, cancellationToken);
        _setup = setup;
    }

    /// <summary>Ends it.</summary>
    /// <param name="cancellationToken">Waits no longer for its end.</param>
    public Task StopAsync(CancellationToken cancellationToken) => _process?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}

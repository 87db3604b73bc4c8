using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of the agent that answers, and of the cluster as it sees it.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/agent</remarks>
public sealed class AgentCalls
{
    private readonly NomadTransport _transport;

    internal AgentCalls(NomadTransport transport) => _transport = transport;

    /// <summary>What the agent says of itself; its version too, see <see cref="VersionAsync"/>.</summary>
    public Task<NomadAnswer<AgentSelf>> SelfAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/agent/self"), null, NomadJson.Default.AgentSelf, cancellationToken);

    /// <summary>Version of the agent; null when it says none that can be read.</summary>
    public async Task<NomadVersion?> VersionAsync(CancellationToken cancellationToken) =>
        NomadVersion.Parse((await SelfAsync(cancellationToken)).Value.Member?.Tags?.GetValueOrDefault("build"));

    /// <summary>Whether the agent is well; no token is needed. One that is not answers too.</summary>
    /// <param name="type"><c>server</c> or <c>client</c>; null for both.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AgentHealth> HealthAsync(string? type, CancellationToken cancellationToken)
    {
        try
        {
            var target = NomadTarget.Of("/v1/agent/health").With("type", type);
            return (await _transport.WriteAsync(HttpMethod.Get, target, null, NomadJson.Default.AgentHealth, Repeat.Never, cancellationToken)).Value;
        }
        catch (NomadException e) when (e.Status == 500 && e.Message.StartsWith('{'))
        {
            return JsonSerializer.Deserialize(e.Message, NomadJson.Default.AgentHealth)!;
        }
    }

    /// <summary>The servers as one of them sees them.</summary>
    public Task<NomadAnswer<AgentMembers>> MembersAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/agent/members"), null, NomadJson.Default.AgentMembers, cancellationToken);

    /// <summary>The servers that a client knows, as <c>host:port</c>.</summary>
    public Task<NomadAnswer<IReadOnlyList<string>>> ServersAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/agent/servers"), null, NomadJson.Default.IReadOnlyListString, cancellationToken);

    /// <summary>The leader, as <c>host:port</c>; empty when there is none. No token is needed. Asked once: without a leader the answer takes seconds.</summary>
    public async Task<string> LeaderAsync(CancellationToken cancellationToken) => (await _transport.WriteAsync(
        HttpMethod.Get, NomadTarget.Of("/v1/status/leader"), null, NomadJson.Default.String, Repeat.Never, cancellationToken)).Value;

    /// <summary>The servers that vote, as <c>host:port</c>.</summary>
    public Task<NomadAnswer<IReadOnlyList<string>>> PeersAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/status/peers"), null, NomadJson.Default.IReadOnlyListString, cancellationToken);

    /// <summary>The regions that are known.</summary>
    public Task<NomadAnswer<IReadOnlyList<string>>> RegionsAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/regions"), null, NomadJson.Default.IReadOnlyListString, cancellationToken);

    /// <summary>The agent's figures of the last interval. No token is needed.</summary>
    public Task<NomadAnswer<MetricsSummary>> MetricsAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/metrics"), null, NomadJson.Default.MetricsSummary, cancellationToken);

    /// <summary>The agent's figures as Prometheus reads them, where its configuration says <c>prometheus_metrics</c>.</summary>
    public Task<string> PrometheusAsync(CancellationToken cancellationToken) =>
        _transport.ReadTextAsync(NomadTarget.Of("/v1/metrics").With("format", "prometheus"), cancellationToken);
}

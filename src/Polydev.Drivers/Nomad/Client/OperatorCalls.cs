using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What operators ask. Most of it needs a management token.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/operator</remarks>
public sealed class OperatorCalls
{
    private readonly NomadTransport _transport;

    internal OperatorCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Forgets what has ended: jobs, allocations with their logs, evaluations.</summary>
    public Task CollectGarbageAsync(CancellationToken cancellationToken) =>
        _transport.WriteAsync(HttpMethod.Put, NomadTarget.Of("/v1/system/gc"), null, Repeat.Safe, cancellationToken);

    /// <summary>Counts all summaries anew.</summary>
    public Task ReconcileSummariesAsync(CancellationToken cancellationToken) =>
        _transport.WriteAsync(HttpMethod.Put, NomadTarget.Of("/v1/system/reconcile/summaries"), null, Repeat.Safe, cancellationToken);

    /// <summary>The servers that vote.</summary>
    public Task<NomadAnswer<RaftConfiguration>> RaftAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/operator/raft/configuration"), null, NomadJson.Default.RaftConfiguration, cancellationToken);

    /// <summary>Whether the servers are well. Needs <c>raft_protocol = 3</c>.</summary>
    public Task<NomadAnswer<AutopilotHealth>> AutopilotHealthAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/operator/autopilot/health"), null, NomadJson.Default.AutopilotHealth, cancellationToken);

    /// <summary>How the scheduler chooses.</summary>
    public Task<NomadAnswer<SchedulerConfiguration>> SchedulerAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/operator/scheduler/configuration"), null, NomadJson.Default.SchedulerConfiguration, cancellationToken);

    /// <summary>Ids that begin with something.</summary>
    /// <param name="prefix">How they begin.</param>
    /// <param name="context">What kind: <c>jobs</c>, <c>allocs</c>, <c>nodes</c>, <c>evals</c>, <c>all</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<NomadAnswer<SearchMatches>> SearchAsync(string prefix, string context, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/search"),
        JsonSerializer.SerializeToUtf8Bytes(new SearchRequest(prefix, context), NomadJson.Default.SearchRequest),
        NomadJson.Default.SearchMatches,
        Repeat.Safe,
        cancellationToken);
}

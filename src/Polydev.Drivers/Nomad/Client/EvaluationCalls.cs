using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of evaluations.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/evaluations</remarks>
public sealed class EvaluationCalls
{
    private readonly NomadTransport _transport;

    internal EvaluationCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Evaluations.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadEvaluation>>> ListAsync(NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/evaluations"), query, NomadJson.Default.IReadOnlyListNomadEvaluation, cancellationToken);

    /// <summary>An evaluation; what could not be placed is in it, with why.</summary>
    public Task<NomadAnswer<NomadEvaluation>> GetAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/evaluation", id), query, NomadJson.Default.NomadEvaluation, cancellationToken);

    /// <summary>What an evaluation placed or stopped.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadAllocation>>> AllocationsAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/evaluation", id, "allocations"), query, NomadJson.Default.IReadOnlyListNomadAllocation, cancellationToken);
}

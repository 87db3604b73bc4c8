using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of nodes.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/nodes</remarks>
public sealed class NodeCalls
{
    private readonly NomadTransport _transport;

    internal NodeCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Nodes; with their resources when the query says so.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadNode>>> ListAsync(NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/nodes"), query, NomadJson.Default.IReadOnlyListNomadNode, cancellationToken);

    /// <summary>A node.</summary>
    public Task<NomadAnswer<NomadNode>> GetAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/node", id), query, NomadJson.Default.NomadNode, cancellationToken);

    /// <summary>A node's allocations.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadAllocation>>> AllocationsAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/node", id, "allocations"), query, NomadJson.Default.IReadOnlyListNomadAllocation, cancellationToken);

    /// <summary>Begins a drain: nothing new goes there, and at the deadline what still runs is moved.</summary>
    public Task<NomadAnswer<NodeChange>> DrainAsync(string id, TimeSpan deadline, bool ignoreSystemJobs, CancellationToken cancellationToken) =>
        DrainAsync(new DrainRequest(id, new DrainSpec { Deadline = deadline, IgnoreSystemJobs = ignoreSystemJobs }, MarkEligible: false), cancellationToken);

    /// <summary>Ends a drain.</summary>
    public Task<NomadAnswer<NodeChange>> EndDrainAsync(string id, bool eligible, CancellationToken cancellationToken) =>
        DrainAsync(new DrainRequest(id, null, eligible), cancellationToken);

    /// <summary>Says whether new allocations may go to a node. None may while it drains.</summary>
    public Task<NomadAnswer<NodeChange>> SetEligibleAsync(string id, bool eligible, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/node", id, "eligibility"),
        JsonSerializer.SerializeToUtf8Bytes(new EligibilityRequest(id, eligible ? "eligible" : "ineligible"), NomadJson.Default.EligibilityRequest),
        NomadJson.Default.NodeChange,
        Repeat.Safe,
        cancellationToken);

    /// <summary>Has the scheduler look at all jobs of a node again.</summary>
    public Task<NomadAnswer<NodeChange>> EvaluateAsync(string id, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put, NomadTarget.Of("/v1/node", id, "evaluate"), null, NomadJson.Default.NodeChange, Repeat.Safe, cancellationToken);

    /// <summary>What a node uses.</summary>
    public Task<NomadAnswer<HostStats>> UsageAsync(string id, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/client/stats").With("node_id", id), null, NomadJson.Default.HostStats, cancellationToken);

    private Task<NomadAnswer<NodeChange>> DrainAsync(DrainRequest request, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/node", request.NodeID, "drain"),
        JsonSerializer.SerializeToUtf8Bytes(request, NomadJson.Default.DrainRequest),
        NomadJson.Default.NodeChange,
        Repeat.Safe,
        cancellationToken);
}

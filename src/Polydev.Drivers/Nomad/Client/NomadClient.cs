namespace Polydev.Drivers.Nomad.Client;

/// <summary>A client of Nomad's HTTP API, versions 1.1 to 2.0. Every call throws <see cref="NomadException"/> when the cluster refuses or does not answer.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs</remarks>
public sealed class NomadClient : IDisposable
{
    private readonly NomadTransport _transport;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="NomadException">A certificate file cannot be used.</exception>
    public NomadClient(NomadOptions options, TimeProvider time)
    {
        _transport = new NomadTransport(options, time);
        Jobs = new JobCalls(_transport);
        Evaluations = new EvaluationCalls(_transport);
        Allocations = new AllocationCalls(_transport);
        Nodes = new NodeCalls(_transport);
        Agent = new AgentCalls(_transport);
        Operator = new OperatorCalls(_transport);
        Acl = new AclCalls(_transport);
        Namespaces = new NamespaceCalls(_transport);
        Files = new FileCalls(_transport);
        Events = new EventCalls(_transport);
    }

    /// <summary>Jobs: register, plan, dispatch, scale, stop.</summary>
    public JobCalls Jobs { get; }

    /// <summary>Evaluations: why something was placed, or not.</summary>
    public EvaluationCalls Evaluations { get; }

    /// <summary>Allocations: what runs where; signals, restarts, commands.</summary>
    public AllocationCalls Allocations { get; }

    /// <summary>Nodes: resources, drivers, drains.</summary>
    public NodeCalls Nodes { get; }

    /// <summary>The agent itself, its leader and its regions.</summary>
    public AgentCalls Agent { get; }

    /// <summary>What operators do: collect garbage, look at the servers.</summary>
    public OperatorCalls Operator { get; }

    /// <summary>Tokens and policies.</summary>
    public AclCalls Acl { get; }

    /// <summary>Namespaces.</summary>
    public NamespaceCalls Namespaces { get; }

    /// <summary>Files and logs of allocations.</summary>
    public FileCalls Files { get; }

    /// <summary>The stream of events.</summary>
    public EventCalls Events { get; }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}

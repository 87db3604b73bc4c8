using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>What was found out about a cluster.</summary>
/// <param name="Version">Version of the agent; the oldest when it may not be asked.</param>
/// <param name="ReadyNodes">Nodes that can take workers.</param>
/// <param name="Problem">Why there is none, and what to do; null when there is.</param>
internal sealed record ClusterFacts(NomadVersion Version, int ReadyNodes, string? Problem)
{
    /// <summary>Asks the cluster.</summary>
    /// <exception cref="NomadException">It refused, or did not answer.</exception>
    public static async Task<ClusterFacts> AskAsync(NomadClient cluster, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(cluster, cancellationToken);
        var nodes = (await cluster.Nodes.ListAsync(null, cancellationToken)).Value;
        var able = nodes.Where(n => n is { Status: "ready", SchedulingEligibility: "eligible", Drain: false }).ToList();
        var docker = able.Where(n => n.Drivers?.GetValueOrDefault("docker") is { Detected: true, Healthy: true }).ToList();
        var problem = (nodes.Count, able.Count, docker.Count) switch
        {
            (0, _, _) => "the cluster has no nodes: start a Nomad client",
            (_, 0, _) => $"none of the cluster's {nodes.Count} nodes is ready and eligible: {string.Join(", ", nodes.Select(n => $"{n.Name} is {n.Status} and {n.SchedulingEligibility}"))}",
            (_, _, 0) => $"no ready node has a healthy docker driver: {string.Join(", ", able.Select(n => $"{n.Name}: {DockerState(n)}"))}",
            _ when version < NomadVersion.Oldest => $"Nomad {version} is too old: {NomadVersion.Oldest} is the oldest that works",
            _ => null,
        };
        return new ClusterFacts(version, docker.Count, problem);
    }

    /// <summary>The same as the seam says it.</summary>
    public DriverProbe ToProbe() => new()
    {
        Usable = Problem is null,
        Message = Problem ?? (ReadyNodes == 1 ? "one node takes workers" : $"{ReadyNodes} nodes take workers") + $"; they must offer the host volume {WorkerContainer.SocketVolume}",
        Isolation = Walls(Version.ToString()),
    };

    /// <summary>What cannot be used, as the seam says it.</summary>
    public static DriverProbe Unusable(string message) => new() { Usable = false, Message = message, Isolation = Walls("?") };

    private static async Task<NomadVersion> VersionAsync(NomadClient cluster, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.Agent.VersionAsync(cancellationToken) ?? NomadVersion.Oldest;
        }
        catch (NomadException e) when (e.Error == NomadError.Forbidden)
        {
            // A token without agent:read can still dispatch; what the oldest version understands, all do.
            return NomadVersion.Oldest;
        }
    }

    private static string DockerState(NomadNode node) => node.Drivers?.GetValueOrDefault("docker")?.HealthDescription is { Length: > 0 } said ? said : "not there";

    private static WorkerIsolation Walls(string version) => new()
    {
        Mechanism = $"Docker containers of a Nomad {version} cluster",
        Network = true,
        Filesystem = true,
        Processes = true,
        MemoryLimit = "Nomad",
        CpuLimit = "shares",
    };
}

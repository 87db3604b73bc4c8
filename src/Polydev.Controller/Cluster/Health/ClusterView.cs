using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Health;

/// <summary>Makes a report of what a cluster answered.</summary>
internal static class ClusterView
{
    private const string Docker = "docker";

    /// <summary>Makes it; without what is wrong.</summary>
    public static ClusterReport Of(string address, ClusterAnswers answers, ClusterQuestion question)
    {
        var live = answers.Allocations?.Where(a => !IsOver(a)).ToLookup(a => a.NodeID ?? "", StringComparer.Ordinal);
        var nodes = (answers.Nodes ?? []).OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => Node(n, live?[n.ID])).ToList();
        return new ClusterReport
        {
            Address = address,
            Region = answers.Members?.ServerRegion ?? answers.Agent?.Member?.Tags?.GetValueOrDefault("region"),
            Leader = string.IsNullOrEmpty(answers.Leader) ? null : answers.Leader,
            Servers = [.. (answers.Members?.Members ?? []).Select(m => Server(m, answers.Leader))],
            ServerVersions = ClusterVersions.Sorted((answers.Members?.Members ?? []).Select(ClusterVersions.Of)),
            ClientVersions = ClusterVersions.Sorted((answers.Nodes ?? []).Select(n => n.Version)),
            Nodes = nodes,
            // Where the cluster places workers they go only where their sockets are.
            Capacity = [.. question.Sizes.Select(size => Room(size, nodes.Where(n => n.OffersSockets || !question.PlacesWorkers)))],
            Jobs = answers.Jobs is { } jobs ? Count(jobs) : null,
            Allocations = answers.Allocations is { } all ? Count(all) : null,
            Problems = [],
            Missing = answers.Missing,
        };
    }

    /// <summary>Whether a node can take new workers.</summary>
    public static bool IsAble(NomadNode node) => node is { Status: "ready", SchedulingEligibility: "eligible", Drain: false };

    private static ServerState Server(AgentMember member, string? leader)
    {
        var rpc = $"{member.Tags?.GetValueOrDefault("rpc_addr") ?? member.Addr}:{member.Tags?.GetValueOrDefault("port") ?? "4647"}";
        return new ServerState(member.Name ?? "", rpc, member.Status ?? "unknown", ClusterVersions.Of(member), rpc == leader || $"{member.Addr}:{member.Tags?.GetValueOrDefault("port")}" == leader);
    }

    private static ClusterNodeState Node(NomadNode node, IEnumerable<NomadAllocation>? allocations)
    {
        var live = allocations?.ToList();
        return new ClusterNodeState
        {
            Id = node.ID,
            Name = node.Name ?? "",
            Datacenter = node.Datacenter ?? "",
            Version = node.Version,
            Status = node.Status ?? "unknown",
            Eligible = node.SchedulingEligibility == "eligible",
            Draining = node.Drain,
            DrainDeadline = DeadlineOf(node.DrainStrategy),
            Drivers = [.. (node.Drivers ?? new Dictionary<string, NodeDriver>(StringComparer.Ordinal)).Where(d => d.Value.Detected).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new DriverState(d.Key, d.Value.Healthy, string.IsNullOrEmpty(d.Value.HealthDescription) ? null : d.Value.HealthDescription))],
            OffersSockets = node.HostVolumes?.ContainsKey(WorkerContainer.SocketVolume) == true,
            CpuMhz = (node.NodeResources?.Cpu?.CpuShares ?? 0) - (node.ReservedResources?.Cpu?.CpuShares ?? 0),
            MemoryMb = (node.NodeResources?.Memory?.MemoryMB ?? 0) - (node.ReservedResources?.Memory?.MemoryMB ?? 0),
            UsedCpuMhz = live?.Sum(a => TasksOf(a).Sum(t => t.Cpu?.CpuShares ?? 0)),
            UsedMemoryMb = live?.Sum(a => TasksOf(a).Sum(t => t.Memory?.MemoryMB ?? 0)),
            Allocations = live?.Count,
        };
    }

    /// <summary>When a drain moves what still runs; null for never. Agents say year 1 for that.</summary>
    private static DateTimeOffset? DeadlineOf(DrainSpec? drain) => drain?.ForceDeadline is { Year: > 1 } deadline ? deadline : null;

    private static PoolRoom Room(WorkerSize size, IEnumerable<ClusterNodeState> nodes)
    {
        var able = nodes.Where(n => n is { Status: "ready", Eligible: true, Draining: false } && n.Drivers.Any(d => d is { Name: Docker, Healthy: true }));
        var workers = able.Sum(n => Math.Max(0, Math.Min((n.CpuMhz - (n.UsedCpuMhz ?? 0)) / size.CpuMhz, (n.MemoryMb - (n.UsedMemoryMb ?? 0)) / size.MemoryMb)));
        return new PoolRoom(size.Pool, size.CpuMhz, size.MemoryMb, workers);
    }

    private static JobCounts Count(IReadOnlyList<JobStub> jobs)
    {
        var children = jobs.Where(j => !string.IsNullOrEmpty(j.ParentID)).ToList();
        return new JobCounts(
            jobs.Count(j => j.Status == "pending"), jobs.Count(j => j.Status == "running"), jobs.Count(j => j.Status == "dead"),
            children.Count(j => j.Status == "running"), children.Count(j => j.Status == "dead"));
    }

    private static AllocationCounts Count(IReadOnlyList<NomadAllocation> allocations) => new(
        allocations.Count(a => a.ClientStatus == "pending"), allocations.Count(a => a.ClientStatus == "running"), allocations.Count(IsOver));

    private static bool IsOver(NomadAllocation allocation) => Polydev.Drivers.Nomad.PlacementWords.IsOver(allocation);

    private static IEnumerable<AllocatedTask> TasksOf(NomadAllocation allocation) => allocation.AllocatedResources?.Tasks?.Values ?? Enumerable.Empty<AllocatedTask>();
}

using Polydev.Drivers.Machines;

namespace Polydev.Drivers.Remote;

/// <summary>Shows nodes to operators.</summary>
internal static class NodePortrait
{
    private static readonly WorkerIsolation s_unknown = new()
    {
        Mechanism = "not known, it was never connected",
        Network = false,
        Filesystem = false,
        Processes = false,
        MemoryLimit = "none",
        CpuLimit = "none",
    };

    /// <summary>One node as it is now.</summary>
    public static NodeDescription Of(RemoteNode node)
    {
        var figures = node.Figures;
        var load = node.Load;
        return new NodeDescription
        {
            Id = node.Name,
            State = node.State,
            Message = node.Drains.InWords ?? figures?.Message,
            Os = figures?.Os ?? "",
            Driver = figures?.Driver ?? "",
            Version = figures?.Version ?? "",
            Cpus = load.Cpus,
            MemoryBytes = load.MemoryBytes,
            MemoryAvailableBytes = figures?.MemoryAvailableBytes ?? 0,
            Isolation = figures?.Isolation ?? s_unknown,
            ReserveMemoryBytes = load.ReserveBytes,
            PromisedMemoryBytes = load.PromisedBytes,
            PromisedCpus = load.PromisedCpus,
            LastSeen = node.LastSeen,
            AwayFor = node.AwayFor,
            DrainDeadline = node.Drains.Deadline,
            RestsFor = node.Starts.RestsFor,
            StartFailures = node.Starts.Failures,
            LastStartFailure = node.Starts.LastFailure,
        };
    }

    /// <summary>All nodes as one driver: usable while one is ready, walled in as weakly as the weakest.</summary>
    public static DriverProbe Together(IReadOnlyList<NodeDescription> nodes)
    {
        var usable = nodes.Any(n => n.State == NodeStates.Ready);
        var connected = nodes.Where(n => n.State is NodeStates.Ready or NodeStates.Resting or NodeStates.Draining).ToList();
        return new DriverProbe
        {
            Usable = usable,
            Message = usable ? null : WhyNone(nodes),
            Isolation = new WorkerIsolation
            {
                Mechanism = connected.Count == 0 ? "no node is connected" : Words(connected, n => n.Isolation.Mechanism),
                Network = connected.Count > 0 && connected.TrueForAll(n => n.Isolation.Network),
                Filesystem = connected.Count > 0 && connected.TrueForAll(n => n.Isolation.Filesystem),
                Processes = connected.Count > 0 && connected.TrueForAll(n => n.Isolation.Processes),
                MemoryLimit = Weakest(connected, n => n.Isolation.MemoryLimit),
                CpuLimit = Weakest(connected, n => n.Isolation.CpuLimit),
            },
        };
    }

    /// <summary>Why no node takes a worker, and what to do.</summary>
    public static string WhyNone(IEnumerable<NodeDescription> nodes)
    {
        var states = nodes.GroupBy(n => n.State, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(n => n.Id).Order(StringComparer.Ordinal))}");
        var words = string.Join("; ", states);
        return words.Length == 0
            ? "no node has joined: make a token with 'polydev nodes token' and start 'polydev node' on a host"
            : $"no node is ready ({words}); 'polydev nodes' says more";
    }

    private static string Weakest(List<NodeDescription> nodes, Func<NodeDescription, string> limit)
    {
        var without = nodes.Where(n => limit(n) == "none").Select(n => n.Id).ToList();
        return (nodes.Count, without.Count) switch
        {
            (0, _) => "none",
            (_, 0) => Words(nodes, limit),
            var (all, none) when all == none => "none",
            _ => $"none on {string.Join(", ", without)}",
        };
    }

    /// <summary>One word when all say the same; else each with the names of those who say it.</summary>
    private static string Words(List<NodeDescription> nodes, Func<NodeDescription, string> word)
    {
        var groups = nodes.GroupBy(word, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        return groups.Count == 1 ? groups[0].Key : string.Join("; ", groups.Select(g => $"{g.Key} on {string.Join(", ", g.Select(n => n.Id))}"));
    }
}

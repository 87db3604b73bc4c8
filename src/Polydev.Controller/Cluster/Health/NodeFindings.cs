using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Health;

/// <summary>Looks at the nodes of a cluster.</summary>
internal static class NodeFindings
{
    /// <summary>What is wrong with them.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="placesWorkers">Whether workers are placed on the cluster.</param>
    public static IEnumerable<ClusterFinding> Of(IReadOnlyList<NomadNode> nodes, bool placesWorkers)
    {
        if (nodes.Count == 0)
        {
            yield return ClusterFinding.Error("no_nodes", "The cluster has no nodes.", "Start a Nomad client that joins the servers.");
            yield break;
        }

        foreach (var node in nodes.Where(n => n.Status != "ready"))
        {
            yield return ClusterFinding.Error("node_down", $"Node {node.Name} is {node.Status}{(string.IsNullOrEmpty(node.StatusDescription) ? "" : ": " + node.StatusDescription)}.", "Look at its agent and at the network to the servers. When the host is gone for good, it is forgotten by itself after a day.");
        }

        var able = nodes.Where(ClusterView.IsAble).ToList();
        if (able.Count == 0)
        {
            yield return ClusterFinding.Error("no_ready_node", $"None of the {nodes.Count} nodes takes new allocations.", "Start their agents, end their drains (nomad node drain -disable), or make them eligible.");
        }

        foreach (var node in nodes.Where(n => n is { Status: "ready", Drain: false } && n.SchedulingEligibility != "eligible"))
        {
            yield return ClusterFinding.Warning("node_ineligible", $"Node {node.Name} takes nothing new.", $"After its maintenance: nomad node eligibility -enable {node.ID}");
        }

        foreach (var finding in Docker(able).Concat(placesWorkers ? Sockets(able) : []))
        {
            yield return finding;
        }
    }

    private static IEnumerable<ClusterFinding> Docker(List<NomadNode> able)
    {
        foreach (var node in able)
        {
            switch (node.Drivers?.GetValueOrDefault("docker"))
            {
                case { Detected: true, Healthy: false } unwell:
                    yield return ClusterFinding.Error("docker_unhealthy", $"The docker driver of node {node.Name} is not well: {unwell.HealthDescription}.", "Look at the engine there: systemctl status docker");
                    break;
                case null or { Detected: false }:
                    yield return ClusterFinding.Warning("docker_missing", $"Node {node.Name} has no docker driver.", "Install an engine there that the agent's user may use, if it is to run containers.");
                    break;
            }
        }
    }

    private static IEnumerable<ClusterFinding> Sockets(List<NomadNode> able)
    {
        var without = able.Where(n => n.HostVolumes?.ContainsKey(WorkerContainer.SocketVolume) != true).Select(n => n.Name).ToList();
        if (without.Count == 0)
        {
            yield break;
        }

        var message = $"{string.Join(", ", without)} {(without.Count == 1 ? "does" : "do")} not offer the host volume {WorkerContainer.SocketVolume}: no worker goes there.";
        const string next = "Set client { host_volume \"polydev-sockets\" { path = \"<data directory>/sockets/w\", read_only = true } } there, and start the agent again.";
        yield return without.Count == able.Count ? ClusterFinding.Error("missing_host_volume", message, next) : ClusterFinding.Warning("missing_host_volume", message, next);
    }
}

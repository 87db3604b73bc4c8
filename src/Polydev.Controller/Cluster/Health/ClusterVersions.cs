using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Health;

/// <summary>Versions of a cluster's agents, and what is wrong with them.</summary>
internal static class ClusterVersions
{
    private static readonly NomadVersion s_leakFrom = new(1, 7, 0);
    private static readonly NomadVersion s_leakUntil = new(1, 7, 16);
    private static readonly NomadVersion s_refusesOldClients = new(1, 9, 0);
    private static readonly NomadVersion s_oldClients = new(1, 6, 0);

    /// <summary>Version of a server; null when it does not say.</summary>
    public static string? Of(AgentMember member) => member.Tags?.GetValueOrDefault("build");

    /// <summary>Each once, oldest first.</summary>
    public static IReadOnlyList<string> Sorted(IEnumerable<string?> versions) =>
        [.. versions.OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal).OrderBy(v => NomadVersion.Parse(v) ?? default).ThenBy(v => v, StringComparer.Ordinal)];

    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<ClusterFinding> Findings(IReadOnlyList<string> servers, IReadOnlyList<string> clients)
    {
        foreach (var text in servers.Union(clients, StringComparer.Ordinal))
        {
            if (NomadVersion.Parse(text) is not { } version)
            {
                continue;
            }

            if (version < NomadVersion.Oldest)
            {
                yield return ClusterFinding.Error("version_too_old", $"Nomad {text} is too old.", $"Update to {NomadVersion.Oldest} at least, or better to a version that is still cared for.");
            }

            if (version >= s_leakFrom && version < s_leakUntil)
            {
                yield return ClusterFinding.Error("version_leaks", $"Nomad {text} shows the signed identities of workloads to whoever may read allocations.", "Update to 1.7.16, 1.8.8 or 1.9.4 at least.");
            }
        }

        if (servers.Count > 1)
        {
            yield return ClusterFinding.Warning("version_skew", $"The servers have different versions: {string.Join(", ", servers)}.", "Finish their update, one server after the other.");
        }

        if (servers is [var oldest, ..] && clients is [var oldestClient, ..] && NomadVersion.Parse(oldest) is { } server)
        {
            if (NomadVersion.Parse(clients[^1]) is { } newest && newest > server)
            {
                yield return ClusterFinding.Warning("version_skew", $"Clients of Nomad {clients[^1]} are newer than servers of {oldest}.", "Update the servers first: newer clients may ask what they do not know.");
            }

            if (server >= s_refusesOldClients && NomadVersion.Parse(oldestClient) < s_oldClients)
            {
                yield return ClusterFinding.Error("version_skew", $"Clients of Nomad {oldestClient} cannot join servers of {oldest} again.", "Update the clients.");
            }
        }
    }
}

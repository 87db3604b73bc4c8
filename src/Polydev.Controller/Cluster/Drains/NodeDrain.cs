using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Drains;

/// <summary>A node of the Nomad cluster that drains, or has drained and takes nothing new yet.</summary>
/// <param name="Names">Its name and its host's, by which our node there is found.</param>
/// <param name="Deadline">When what still runs there is moved; null for never.</param>
internal sealed record NodeDrain(IReadOnlyList<string> Names, DateTimeOffset? Deadline)
{
    private const string HostName = "unique.hostname";
    private const string Complete = "complete";

    /// <summary>Reads a node; null when it is in use, or takes nothing new for another reason than a drain.</summary>
    /// <param name="node">The node in full: a list does not say its deadline.</param>
    /// <param name="before">What was known before: after a drain it takes nothing new until an operator lets it, and its deadline is said no more.</param>
    /// <param name="now">The time.</param>
    public static NodeDrain? Of(NomadNode node, NodeDrain? before, DateTimeOffset now)
    {
        if (!node.Drain)
        {
            // With nothing but system jobs on a node a drain is over at once, maybe before anybody looked.
            return node.SchedulingEligibility == "eligible" ? null : before ?? (node.LastDrain is { Status: Complete } ? new NodeDrain(NamesOf(node), null) : null);
        }

        // Agents say year 1 for no deadline, and a negative one for at once.
        var deadline = node.DrainStrategy switch
        {
            { ForceDeadline: { Year: > 1 } at } => at,
            { Deadline: { } left } when left < TimeSpan.Zero => now,
            _ => (DateTimeOffset?)null,
        };
        return new NodeDrain(NamesOf(node), deadline);
    }

    /// <summary>Names under which our node there may be known: the cluster's name of the node, and the host's.</summary>
    public static IReadOnlyList<string> NamesOf(NomadNode node) =>
        [.. new[] { node.Name, node.Attributes?.GetValueOrDefault(HostName) }.OfType<string>().Where(n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether another says the same.</summary>
    public bool Same(NodeDrain? other) => other is not null && other.Deadline == Deadline && other.Names.SequenceEqual(Names, StringComparer.Ordinal);
}

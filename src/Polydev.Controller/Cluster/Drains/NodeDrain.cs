using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Drains;

/// <summary>A node of the Nomad cluster that drains, or has drained and takes nothing new yet.</summary>
/// <param name="Names">Its name and its host's, by which our node there is found.</param>
/// <param name="Deadline">When what still runs there is moved; null for never.</param>
internal sealed record NodeDrain(IReadOnlyList<string> Names, DateTimeOffset? Deadline)
{
    private const string HostName = "unique.hostname";

    /// <summary>Reads a node; null when it is in use.</summary>
    /// <param name="node">The node in full: a list does not say its deadline.</param>
    /// <param name="drained">Whether it drained before: after a drain it takes nothing new until an operator lets it.</param>
    /// <param name="now">The time.</param>
    public static NodeDrain? Of(NomadNode node, bool drained, DateTimeOffset now)
    {
        if (!node.Drain && !(drained && node.SchedulingEligibility != "eligible"))
        {
            return null;
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

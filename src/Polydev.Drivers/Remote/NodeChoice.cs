namespace Polydev.Drivers.Remote;

/// <summary>Chooses the node of a worker: of a few random ones that it fits on, the one with the most room.</summary>
/// <remarks>
/// The best of a few is nearly as even as the best of all, and unlike it does not send a burst of starts to one node
/// (M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, IEEE TPDS 12(10), 2001).
/// </remarks>
internal static class NodeChoice
{
    /// <summary>How many are drawn.</summary>
    public const int Drawn = 3;

    /// <summary>Chooses one.</summary>
    /// <param name="nodes">The nodes that take starts.</param>
    /// <param name="spec">The worker.</param>
    /// <param name="load">What a node has and has promised.</param>
    /// <param name="isFree">Whether a node can begin a start without waiting for others.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>Null when it fits on none.</returns>
    public static T? Choose<T>(IEnumerable<T> nodes, WorkerSpec spec, Func<T, NodeLoad> load, Func<T, bool> isFree, Random random)
        where T : class
    {
        var fitting = nodes.Select(node => (Node: node, Room: load(node).RoomFor(spec))).Where(n => n.Room >= 1).ToArray();
        var free = fitting.Where(n => isFree(n.Node)).ToArray();
        var candidates = free.Length > 0 ? free : fitting;
        random.Shuffle(candidates);
        return candidates.Take(Drawn).OrderByDescending(n => n.Room).Select(n => n.Node).FirstOrDefault();
    }
}

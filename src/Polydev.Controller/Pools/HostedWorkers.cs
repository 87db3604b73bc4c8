namespace Polydev.Controller.Pools;

/// <summary>Live workers of one pool on one host.</summary>
/// <param name="Node">The host; null while they are being placed.</param>
/// <param name="Workers">How many.</param>
/// <param name="Options">The pool, with the limits they were started under.</param>
internal sealed record HostedWorkers(string? Node, int Workers, PoolOptions Options)
{
    /// <summary>The live workers of a pool, by host.</summary>
    public static IEnumerable<HostedWorkers> Of(Pool pool) =>
        pool.Workers.GroupBy(w => w.Allocation?.Node, StringComparer.Ordinal).Select(g => new HostedWorkers(g.Key, g.Count(), pool.Options));
}

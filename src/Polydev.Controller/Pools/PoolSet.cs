using System.Diagnostics.CodeAnalysis;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>All pools by name. Set up once at start.</summary>
internal sealed class PoolSet
{
    /// <summary>Name of the pool that is always there.</summary>
    public const string Default = "default";

    private readonly Dictionary<string, Pool> _byName = new(StringComparer.Ordinal);

    /// <summary>Makes the configured pools.</summary>
    public PoolSet(IReadOnlyDictionary<string, PoolOptions> options, PoolParts parts, PoolMemory memory)
    {
        foreach (var name in options.Keys.Append(Default).Distinct(StringComparer.Ordinal))
        {
            var wish = memory.SizingOf(name).ApplyTo(options.GetValueOrDefault(name) ?? new PoolOptions());
            _byName.Add(name, new Pool(name, wish, parts) { Sizer = new PoolSizer(memory.WeekOf(name)) });
        }

        parts.Metrics.Watch(Count);
    }

    /// <summary>The pools, in order of their names.</summary>
    public IEnumerable<Pool> All => _byName.Values.OrderBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>Finds a pool.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out Pool? pool) => _byName.TryGetValue(name, out pool);

    private IEnumerable<(string Pool, WorkerState State, int Count)> Count()
    {
        foreach (var pool in All)
        {
            var view = pool.View();
            yield return (pool.Name, WorkerState.Starting, view.Starting);
            yield return (pool.Name, WorkerState.Warm, view.Ready + view.Away);
            yield return (pool.Name, WorkerState.Claimed, view.Claimed);
            yield return (pool.Name, WorkerState.Draining, view.Draining);
        }
    }
}

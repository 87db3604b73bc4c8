using Polydev.Benchmarks.Reports;
using Polydev.Controller.Pools.Simulation;

namespace Polydev.Benchmarks;

/// <summary>How well the forecast sizes a pool, in fake time over recorded arrivals, beside the fixed pool of thirty of the first version.</summary>
internal static class PoolBench
{
    /// <summary>Runs it. Nothing is random: the same sources give the same table.</summary>
    public static Task<int> RunAsync(BenchArguments arguments)
    {
        Console.WriteLine($"bench pool: fake time, {DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):yyyy-MM-dd}");
        var table = new Table("trace", "pool", "start ms", "claims", "hit rate %", "idle worker-hours");
        foreach (var result in PoolSimulation.RunAll())
        {
            table.Row(result.Trace, result.Policy, result.TypicalStart.TotalMilliseconds, result.Claims, result.HitRate * 100, result.IdleWorkerHours);
        }

        table.Print("Pool sizing");
        return Task.FromResult(arguments.Has("help") ? 2 : 0);
    }
}

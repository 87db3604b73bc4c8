using System.CommandLine;
using Polydev.Benchmarks.Reports;
using Polydev.Controller.Pools.Simulation;

namespace Polydev.Benchmarks;

/// <summary>How well the forecast sizes a pool, in fake time over recorded arrivals, beside the fixed pool of thirty of the first version.</summary>
internal static class PoolBench
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("pool", "How well the forecast sizes a pool, in fake time over recorded arrivals");
        command.SetAction(_ => Run());
        return command;
    }

    /// <summary>Nothing is random: the same sources give the same table.</summary>
    private static int Run()
    {
        Report.Begin("pool", "fake time");
        var table = new Table("trace", "pool", "start ms", "claims", "hit rate %", "idle worker-hours");
        foreach (var result in PoolSimulation.RunAll())
        {
            table.Row(result.Trace, result.Policy, result.TypicalStart.TotalMilliseconds, result.Claims, result.HitRate * 100, result.IdleWorkerHours);
        }

        table.Print("Pool sizing");
        return 0;
    }
}

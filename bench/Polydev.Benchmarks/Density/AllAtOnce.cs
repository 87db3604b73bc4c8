using System.Diagnostics;
using System.Text.Json;
using Polydev.Benchmarks.Load;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>An execution in every worker at the same time, each streaming: none may be lost, and no worker may have two.</summary>
internal static class AllAtOnce
{
    // Looking at a process stops it for a moment.
    private const int Looked = 50;

    /// <summary>A table for the runs.</summary>
    public static Table Table() => new("streams at once", "workers busy half-way", "pieces", "lost", "broken streams", "delay p50 ms", "p99 ms", "max ms", "worker PSS p50 MiB half-way", "workers' CPU % of a core", "controller + gateway CPU %");

    /// <summary>Runs it; whether nothing was lost.</summary>
    /// <param name="engine">The engine of the containers.</param>
    /// <param name="rig">A Polydev with as many warm workers, or as many that belong to the tenants.</param>
    /// <param name="table">Where the result goes.</param>
    /// <param name="name">Name of the row.</param>
    /// <param name="streams">How many.</param>
    /// <param name="rate">Pieces a second of each.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="tenants">Tenants with a worker each; null for one tenant whose every execution takes a fresh worker.</param>
    public static async Task<bool> RunAsync(Engine engine, PolydevRig rig, Table table, string name, int streams, int rate, int seconds, IReadOnlyList<string>? tenants = null)
    {
        var chunks = rate * seconds;
        var body = $$"""{"provider":"openai","model":"sim-clock-chunks-{{chunks}}-rate-{{rate}}","prompt":"go","isolation":"{{(tenants is null ? "execution" : "tenant")}}","timeout_seconds":600}""";
        var pids = (await ContainerProcesses.OfAsync(engine, rig.ContainerLabel)).Workers;
        var (cpu, control) = (CpuOf(pids), CpuOf([rig.ControllerPid, rig.GatewayPid]));
        var clock = Stopwatch.StartNew();
        var all = Task.WhenAll(Enumerable.Range(0, streams).Select(i => ClockedStream.RunAsync(
            rig.Address, rig.Key, body, chunks, tenants is null ? [] : ["X-Polydev-Tenant: " + tenants[i]])));
        await Task.Delay(TimeSpan.FromSeconds(seconds / 2.0));
        var workers = await rig.WorkersAsync();
        var (seen, used, controlled) = (clock.Elapsed, CpuOf(pids) - cpu, CpuOf([rig.ControllerPid, rig.GatewayPid]) - control);
        var pss = Reports.Table.Median(pids.Take(Looked).Select(ProcessTable.PssMib));
        var results = await all;
        var delays = new Samples(streams * chunks);
        foreach (var stream in results)
        {
            delays.Add(stream.Delays);
        }

        var (lost, broken) = (((long)streams * chunks) - delays.Count, results.Count(r => !r.Whole));
        if (results.FirstOrDefault(r => r.Failure is not null)?.Failure is { } failure)
        {
            Report.Note("a stream failed: " + failure);
        }

        table.Row(name, workers.Count(IsBusyWithOne), delays.Count, lost, broken, delays.Ms(0.5), delays.Ms(0.99), delays.Ms(1), pss, used / seen * 100, controlled / seen * 100);
        return lost == 0 && broken == 0;
    }

    private static TimeSpan CpuOf(IEnumerable<int> pids) => TimeSpan.FromTicks(pids.Sum(p => Child.CpuOf(p).Ticks));

    private static bool IsBusyWithOne(JsonElement worker) => worker.GetProperty("state").GetString() == "claimed" && worker.GetProperty("executions").GetInt32() == 1;
}

using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>How soon a worker is warm, what it holds while it idles, and how many of them one machine carries.</summary>
internal static class WorkerBench
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var rounds = arguments.Int("rounds", 5);
        var many = arguments.Int("workers", 1000);
        Console.WriteLine($"bench worker: {Table.Machine()}, {DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):yyyy-MM-dd}");
        var binary = new FileInfo(Path.Combine(Repository.Root, "artifacts", "worker", "polydev-worker"));
        Console.WriteLine($"binary: {binary.Length / 1e6:0.00} MB");
        await WorkerStarts.RunningAsync(rounds, arguments.Int("starts", 40));
        await WorkerStarts.FirstAsync(rounds);
        await CarryAsync(many);
        return 0;
    }

    private static async Task CarryAsync(int many)
    {
        var before = Available();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var rig = await PolydevRig.StartAsync(floor: many);
        var seconds = clock.Elapsed.TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(5));
        var pss = rig.WorkerPids().Select(p => Child.KibOf(p, "smaps_rollup", "Pss") / 1024.0).Order().ToList();
        var table = new Table("figure", "value");
        table.Row("idle workers", pss.Count);
        table.Row("all warm after s", seconds);
        table.Row("started per s", pss.Count / seconds);
        table.Row("PSS of a worker p50 MiB", pss[pss.Count / 2]);
        table.Row("PSS of a worker max MiB", pss[^1]);
        table.Row("MemAvailable less, per worker MiB", (before - Available()) / 1024.0 / pss.Count);
        table.Row("controller RSS MiB", Child.KibOf(rig.ControllerPid, "status", "VmRSS") / 1024.0);
        table.Print("Idle workers, TLS prewarmed");
    }

    private static double Available() =>
        double.Parse(File.ReadLines("/proc/meminfo").First(l => l.StartsWith("MemAvailable", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
}

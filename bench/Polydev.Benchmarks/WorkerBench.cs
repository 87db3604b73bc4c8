using System.CommandLine;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>How soon a worker is warm, what it holds while it idles, and how many of them one machine carries.</summary>
internal static class WorkerBench
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 5, "Rounds of starts");
        var starts = BenchOptions.Count("--starts", 40, "Starts in a round");
        var workers = BenchOptions.Count("--workers", 1000, "Idle workers to hold at the end");
        var command = new Command("worker", "How soon a worker is warm, what it holds while idle, and how many one machine carries") { rounds, starts, workers };
        command.SetAction((result, _) => RunAsync(result.GetValue(rounds), result.GetValue(starts), result.GetValue(workers)));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, int starts, int many)
    {
        Report.Begin("worker", $"{rounds} rounds of {starts} starts, {many} idle workers");
        var binary = new FileInfo(Path.Combine(Repository.Root, "artifacts", "worker", "polydev-worker"));
        Report.Note($"binary: {binary.Length / 1e6:0.00} MB");
        await WorkerStarts.RunningAsync(rounds, starts);
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

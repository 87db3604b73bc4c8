using System.Text.Json;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;
using Polydev.Controller.Pools;

namespace Polydev.Benchmarks;

/// <summary>Starts of workers, from asking the driver to the hello that makes a worker warm, as the controller's own clock tells them.</summary>
internal static class WorkerStarts
{
    private const int FirstWorkers = 10;
    private const int RoundsToCompile = 4;
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    /// <summary>The first workers of controllers that have just started.</summary>
    public static async Task FirstAsync(int rounds)
    {
        var all = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            await using var rig = await PolydevRig.StartAsync(floor: FirstWorkers);
            all.AddRange((await rig.WorkersAsync()).Select(Took));
        }

        var table = new Table("workers", "p50 ms", "p99 ms");
        table.Row(all.Count, Quantile(all, 0.5), Quantile(all, 0.99));
        table.Print($"Start to warm, the first {FirstWorkers} of a controller that has just started, {rounds} rounds");
    }

    /// <summary>Workers of a controller that has run for a while: it grows its pool from none, again and again.</summary>
    /// <param name="rounds">How often at each pace.</param>
    /// <param name="starts">Workers a round.</param>
    public static async Task RunningAsync(int rounds, int starts)
    {
        await using var rig = await PolydevRig.StartAsync(floor: 0);
        var usual = new PoolOptions().ParallelStartsOn(Environment.ProcessorCount);
        for (var round = 0; round < RoundsToCompile; round++)
        {
            await RoundAsync(rig, usual, starts);
        }

        var table = new Table("at the same time", "workers", "p50 ms", "p99 ms", "warm per second", "CPU ms a start", "of it worker and walls", "controller", "gateway");
        foreach (var pace in new[] { usual, 1, 2, 3, 4 }.Distinct())
        {
            var all = new List<Round>();
            for (var round = 0; round < rounds; round++)
            {
                all.Add(await RoundAsync(rig, pace, starts));
            }

            double Median(Func<Round, double> figure) => Table.Median(all.Select(figure));
            table.Row(
                pace == usual ? $"{pace} (default here)" : pace, rounds * starts, Median(r => r.P50), Median(r => r.P99), Median(r => r.PerSecond),
                Median(r => r.Worker + r.Controller + r.Gateway), Median(r => r.Worker), Median(r => r.Controller), Median(r => r.Gateway));
        }

        table.Print($"Start to warm, a running controller, medians of {rounds} rounds of {starts}");
    }

    private static async Task<Round> RoundAsync(PolydevRig rig, int pace, int starts)
    {
        await rig.EmptyAsync();
        await Task.Delay(s_settle);
        var (controller, gateway) = (Child.CpuOf(rig.ControllerPid), Child.CpuOf(rig.GatewayPid));
        await rig.ResizeAsync(starts, pace);
        await rig.WaitForWarmAsync(starts);
        controller = Child.CpuOf(rig.ControllerPid) - controller;
        gateway = Child.CpuOf(rig.GatewayPid) - gateway;
        var workers = await rig.WorkersAsync();
        var took = workers.Select(Took).ToList();
        var span = workers.Max(w => At(w, "warm_at")) - workers.Min(w => At(w, "started_at"));
        return new Round(
            Quantile(took, 0.5), Quantile(took, 0.99), starts / span.TotalSeconds, rig.ProcessesOfWorkers().Sum(p => Child.ThreadsCpuOf(p).TotalMilliseconds) / starts,
            controller.TotalMilliseconds / starts, gateway.TotalMilliseconds / starts);
    }

    private static double Took(JsonElement worker) => (At(worker, "warm_at") - At(worker, "started_at")).TotalMilliseconds;

    private static DateTimeOffset At(JsonElement worker, string moment) => worker.GetProperty(moment).GetDateTimeOffset();

    private static double Quantile(List<double> values, double quantile)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(quantile * sorted.Count))];
    }

    /// <summary>What one round came to: times of starts, and CPU in milliseconds a start.</summary>
    private sealed record Round(double P50, double P99, double PerSecond, double Worker, double Controller, double Gateway);
}

using System.CommandLine;
using System.Diagnostics;
using Polydev.Benchmarks.Load;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>Many slow streams at once through the whole system: none may lose an event, and each event should be on time.</summary>
internal static class StreamsBench
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 5, "Rounds");
        var streams = BenchOptions.Count("--streams", 1000, "Streams at once");
        var rate = BenchOptions.Count("--rate", 20, "Events a second of a stream");
        var seconds = BenchOptions.Count("--seconds", 60, "Seconds of a stream");

        // Clients that have nothing to do with each other do not keep step; begun all at once, a thousand events fall due in the same millisecond.
        var spread = BenchOptions.Count("--spread-ms", 1000, "Milliseconds over which they begin; 0 for all in the same instant", least: 0);
        var command = new Command("streams", "Many slow streams at once: none may lose an event, and each event should be on time") { rounds, streams, rate, seconds, spread };
        command.SetAction((result, _) => RunAsync(result.GetValue(rounds), result.GetValue(streams), result.GetValue(rate), result.GetValue(seconds), result.GetValue(spread)));
        return command;
    }

    /// <summary>The simulator writes the monotonic clock into every event, so the delay is the whole way from its hand to ours.</summary>
    private static async Task<int> RunAsync(int rounds, int streams, int perSecond, int seconds, int spread)
    {
        var chunks = perSecond * seconds;
        await using var rig = await PolydevRig.StartAsync(floor: 8);
        Report.Begin("streams", $"{streams} streams x {perSecond} events/s x {seconds} s, begun over {spread} ms, {rounds} rounds");
        var table = new Table("round", "events", "lost", "broken streams", "delay p50 ms", "p99 ms", "max ms", "controller MB", "workers MB", "controller + gateway CPU %", "workers CPU %", "simulator CPU %");
        var failed = false;
        for (var round = 1; round <= rounds; round++)
        {
            var cpu = Cpu(rig);
            var clock = Stopwatch.StartNew();
            var results = await Task.WhenAll(Enumerable.Range(0, streams).Select(i => OneAsync(rig, perSecond, chunks, TimeSpan.FromMilliseconds((double)spread * i / streams))));
            var elapsed = clock.Elapsed;
            var used = Cpu(rig);
            var delays = new Samples(streams * chunks);
            foreach (var stream in results)
            {
                delays.Add(stream.Delays);
            }

            var lost = ((long)streams * chunks) - delays.Count;
            var broken = results.Count(r => !r.Whole);
            failed |= lost > 0 || broken > 0;
            double Percent(int part) => (used[part] - cpu[part]) / elapsed * 100;
            table.Row(
                round, delays.Count, lost, broken, delays.Ms(0.5), delays.Ms(0.99), delays.Ms(1), Child.KibOf(rig.ControllerPid, "status", "VmHWM") / 1024,
                rig.WorkerPids().Sum(p => Child.KibOf(p, "smaps_rollup", "Pss")) / 1024, Percent(0), Percent(1), Percent(2));
        }

        table.Print("Streams");
        return failed ? 1 : 0;
    }

    private static TimeSpan[] Cpu(PolydevRig rig) =>
        [Child.CpuOf(rig.ControllerPid) + Child.CpuOf(rig.GatewayPid), TimeSpan.FromTicks(rig.WorkerPids().Sum(p => Child.CpuOf(p).Ticks)), Child.CpuOf(rig.SimulatorPid)];

    private static async Task<ClockedStream> OneAsync(PolydevRig rig, int rate, int chunks, TimeSpan after)
    {
        await Task.Delay(after);
        return await ClockedStream.RunAsync(rig.Address, rig.Key, $$"""{"provider":"openai","model":"sim-clock-chunks-{{chunks}}-rate-{{rate}}","prompt":"go"}""", chunks);
    }
}

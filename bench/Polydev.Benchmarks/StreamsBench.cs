using System.Diagnostics;
using Polydev.Benchmarks.Load;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>Many slow streams at once through the whole system: none may lose an event, and each event should be on time.</summary>
internal static class StreamsBench
{
    /// <summary>Runs it. The simulator writes the monotonic clock into every event, so the delay is the whole way from its hand to ours.</summary>
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var streams = arguments.Int("streams", 1000);
        var perSecond = arguments.Int("rate", 20);
        var seconds = arguments.Int("seconds", 60);
        var rounds = arguments.Int("rounds", 5);
        var chunks = perSecond * seconds;

        // Clients that have nothing to do with each other do not keep step; 0 starts all at once, and a thousand events then fall due in the same millisecond.
        var spread = arguments.Int("spread-ms", 1000);
        await using var rig = await PolydevRig.StartAsync(floor: 8);
        Console.WriteLine($"bench streams: {Table.Machine()}, {streams} streams x {perSecond} events/s x {seconds} s, begun over {spread} ms, {rounds} rounds, {DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):yyyy-MM-dd}");
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

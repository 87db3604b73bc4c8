using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
            foreach (var (samples, _) in results)
            {
                delays.Add(samples);
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

    private static async Task<(Samples Delays, bool Whole)> OneAsync(PolydevRig rig, int rate, int chunks, TimeSpan after)
    {
        await Task.Delay(after);
        var body = $$"""{"provider":"openai","model":"sim-clock-chunks-{{chunks}}-rate-{{rate}}","prompt":"go"}""";
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, rig.Address.Port));
        await socket.SendAsync(RawConnection.Post("/v1/executions", body, "Authorization: Bearer " + rig.Key, "Accept: text/event-stream"));
        var delays = new Samples(chunks);
        var buffer = new byte[16 * 1024];
        var kept = 0;
        var expected = 1L;
        var whole = false;
        while (!whole)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(kept));
            if (read == 0)
            {
                break;
            }

            var used = Take(buffer.AsSpan(0, kept + read), delays, ref expected, ref whole);
            kept = kept + read - used;
            buffer.AsSpan(used, kept).CopyTo(buffer);
        }

        return (delays, whole);
    }

    /// <summary>Takes whole SSE frames off the front: checks the numbers, notes the delays.</summary>
    private static int Take(ReadOnlySpan<byte> bytes, Samples delays, ref long expected, ref bool whole)
    {
        var now = Stopwatch.GetTimestamp();
        var used = 0;
        while (true)
        {
            var rest = bytes[used..];
            var id = rest.IndexOf("id: "u8);
            var end = id < 0 ? -1 : rest[id..].IndexOf("\n\n"u8);
            if (end < 0)
            {
                return used;
            }

            var frame = rest.Slice(id + 4, end - 4);
            var number = long.Parse(frame[..frame.IndexOf((byte)'\n')], CultureInfo.InvariantCulture);
            if (number != expected)
            {
                throw new InvalidOperationException($"event {number} came where {expected} was due");
            }

            expected++;
            var text = frame.IndexOf("\"text\":\""u8);
            if (text > 0 && frame.IndexOf("event: text"u8) > 0)
            {
                var value = frame[(text + 8)..];
                var digits = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                delays.Add((now - (long)((Int128)long.Parse(value[..digits], CultureInfo.InvariantCulture) * Stopwatch.Frequency / 1_000_000_000)));
            }

            whole |= frame.IndexOf("event: finished"u8) > 0;
            used += id + end + 2;
        }
    }
}

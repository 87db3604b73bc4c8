using System.Diagnostics;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>Starts workers up to a number, then says how fast they came and what they hold while they idle.</summary>
internal sealed class IdleMemory(Engine engine, PolydevRig rig)
{
    private const int ParallelStarts = 4;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private readonly Table _table = new(
        "containers", "all ready after s", "started per s", "worker PSS p50 MiB", "max", "shim PSS p50", "engine's growth / container", "all in / container", "controller + gateway growth / container", "MemAvailable less / container", "kernel slab / container");

    /// <summary>What the machine holds before.</summary>
    public async Task<MemoryMark> MarkAsync()
    {
        await Task.Delay(Settling);
        return await MemoryMark.TakeAsync(engine, rig.ContainerLabel, rig.ControllerPid, rig.GatewayPid);
    }

    /// <summary>Starts workers until there are so many.</summary>
    /// <param name="from">How many there are.</param>
    /// <param name="to">How many there shall be.</param>
    /// <param name="before">The machine before any of them.</param>
    public async Task GrowAsync(int from, int to, MemoryMark before)
    {
        var clock = Stopwatch.StartNew();
        await rig.ResizeAsync(to, ParallelStarts);
        await rig.WaitForWarmAsync(to);
        var seconds = clock.Elapsed.TotalSeconds;
        Add($"{to} workers, idle, TLS prewarmed", to - from, seconds, before, await MarkAsync());
    }

    /// <summary>The same for Node.</summary>
    public async Task NodeAsync(NodeBaseline node, int count)
    {
        await Task.Delay(Settling);
        var before = await MemoryMark.TakeAsync(engine, NodeBaseline.Label);
        var seconds = await node.StartAsync(count, ParallelStarts);
        await Task.Delay(Settling);
        Add($"{count} of Node + 3 SDKs, idle", count, seconds, before, await MemoryMark.TakeAsync(engine, NodeBaseline.Label));
        await node.ClearAsync();
    }

    /// <summary>Prints what was seen.</summary>
    public void Print() => _table.Print("Idle containers, 256 MiB and 0.1 core each");

    private void Add(string name, int started, double seconds, MemoryMark before, MemoryMark after)
    {
        var count = after.Workers.Count;
        var engines = (after.Engine - before.Engine) / count;
        _table.Row(
            name, seconds, started / seconds, Table.Median(after.Workers), after.Workers.Max(), Table.Median(after.Shims), engines, (after.InContainers / count) + engines,
            (after.Control - before.Control) / count, (before.Available - after.Available) / count, (after.Slab - before.Slab) / count);
    }
}

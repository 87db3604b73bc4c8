using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Polydev.Benchmarks.Density;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>How many workers in containers one machine carries: how soon they are there, what they hold, and whether all work at once.</summary>
internal static class DensityBench
{
    private const long Memory = 256L << 20;
    private const double Cpus = 0.1;
    private const int ParallelStarts = 4;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 20, "Starts of each kind, one after another");
        var workers = BenchOptions.Count("--workers", 1000, "Idle workers on the machine");
        var streams = BenchOptions.Count("--streams", 200, "Workers that stream at the same time under the first version's limits");
        var seconds = BenchOptions.Count("--seconds", 30, "Seconds that they stream");
        var baseline = BenchOptions.Count("--baseline", 50, "Containers of Node beside as many of ours; 0 leaves Node out", least: 0);
        var command = new Command("density", "How many containers one machine carries, beside Node's; needs a container engine, or root and dockerd") { rounds, workers, streams, seconds, baseline };
        command.SetAction((result, _) =>
            RunAsync(new DensityScale(result.GetValue(rounds), result.GetValue(workers), result.GetValue(streams), result.GetValue(seconds), result.GetValue(baseline))));
        return command;
    }

    private static async Task<int> RunAsync(DensityScale scale)
    {
        Report.Begin("density", $"{scale.Rounds} starts, {scale.Workers} workers, {scale.Streams} streams for {scale.Seconds} s, {scale.Baseline} of Node");
        await using var engine = await Engine.StartAsync();
        var built = JsonDocument.Parse(await Tool.RunAsync(Repository.Polydev, ["image", "build", "--json"], engine.Environment)).RootElement;
        Report.Note(string.Create(CultureInfo.InvariantCulture, $"image: {built.GetProperty("bytes").GetInt64() / 1e6:0.00} MB unpacked, {built.GetProperty("id").GetString()}"));
        var whole = await ManyAsync(engine, scale);
        return await FirstVersionsLoadAsync(engine, scale) && whole ? 0 : 1;
    }

    /// <summary>Starts one by one, then many, then an execution in every one.</summary>
    private static async Task<bool> ManyAsync(Engine engine, DensityScale scale)
    {
        await using var rig = await PolydevRig.StartAsync(Options(engine, scale.Workers));
        var memory = new IdleMemory(engine, rig);
        var before = await memory.MarkAsync();
        await rig.ResizeAsync(1, ParallelStarts);
        await rig.WaitForWarmAsync(1);
        var worker = await engine.InspectAsync((await engine.ContainersAsync(rig.ContainerLabel)).Single());
        var bare = await BareContainer.MakeAsync(engine, worker);
        await using var node = scale.Baseline > 0 ? await NodeBaseline.MakeAsync(engine, worker) : null;
        if (node is not null)
        {
            Report.Note(string.Create(CultureInfo.InvariantCulture, $"image of Node + 3 SDKs: {node.ImageMegabytes:0.0} MB unpacked"));
        }

        await StartTimes.RunAsync(rig, 1, bare, node, scale.Rounds);
        if (node is not null)
        {
            await memory.GrowAsync(scale.Rounds + 1, scale.Baseline, before);
            await memory.NodeAsync(node, scale.Baseline);
        }

        await memory.GrowAsync(Math.Max(scale.Rounds + 1, scale.Baseline), scale.Workers, before);
        memory.Print();
        var table = AllAtOnce.Table();
        var whole = await AllAtOnce.RunAsync(engine, rig, table, $"{scale.Workers} x 2 pieces/s, a fresh worker each", scale.Workers, 2, scale.Seconds);
        table.Print("An execution in every worker");
        return whole;
    }

    /// <summary>The first version's 200 containers with its limits, over HTTPS: the first call of each, then all at once.</summary>
    private static async Task<bool> FirstVersionsLoadAsync(Engine engine, DensityScale scale)
    {
        await using var rig = await PolydevRig.StartAsync(Options(engine, scale.Streams) with { Floor = scale.Streams, OverHttps = true });
        var tenants = await ClaimBench.TenantsAsync(rig, scale.Streams);
        var calls = FirstCalls.Table();
        await FirstCalls.RunAsync(rig, calls, $"each of {scale.Streams} containers, HTTPS", tenants);
        calls.Print("First calls, 256 MiB and 0.1 core each");
        var table = AllAtOnce.Table();
        var whole = true;
        for (var round = 1; round <= 3; round++)
        {
            whole &= await AllAtOnce.RunAsync(engine, rig, table, $"{scale.Streams} x 20 pieces/s over HTTPS, round {round}", scale.Streams, 20, scale.Seconds, tenants);
        }

        table.Print("The first version's load, 256 MiB and 0.1 core each");
        return whole;
    }

    private static RigOptions Options(Engine engine, int workers) => new()
    {
        Ceiling = workers,
        WorkerMemoryBytes = Memory,
        WorkerCpus = Cpus,
        Overcommit = Math.Ceiling(1 + (workers * Math.Max(Cpus / Environment.ProcessorCount, Memory / (double)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) * 1.2)),
        Arguments = ["--driver", "docker"],
        Environment = engine.Environment,
    };
}

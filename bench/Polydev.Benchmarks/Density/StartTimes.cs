using System.Text.Json;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>How soon one more worker is warm, in turn with the machine's own floor and with Node.</summary>
internal static class StartTimes
{
    private const int NodeEvery = 4;
    private const int ParallelStarts = 4;

    /// <summary>Measures and prints.</summary>
    /// <param name="rig">A Polydev of containers that holds <paramref name="held"/> of them.</param>
    /// <param name="held">How many it holds.</param>
    /// <param name="bare">The floor.</param>
    /// <param name="node">Node; null to leave it out.</param>
    /// <param name="rounds">Starts of a kind.</param>
    public static async Task RunAsync(PolydevRig rig, int held, BareContainer bare, NodeBaseline? node, int rounds)
    {
        List<double> commands = [], calls = [], workers = [], nodes = [];
        var known = (await rig.WorkersAsync()).Select(Id).ToHashSet(StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            commands.Add(await bare.CommandAsync());
            calls.Add(await bare.CallAsync());
            await rig.ResizeAsync(held + round + 1, ParallelStarts);
            await rig.WaitForWarmAsync(held + round + 1);
            workers.AddRange((await rig.WorkersAsync()).Where(w => known.Add(Id(w))).Select(StartToWarm));
            if (node is not null && round % NodeEvery == 0)
            {
                nodes.Add(await node.StartAsync());
            }
        }

        if (node is not null)
        {
            await node.ClearAsync();
        }

        var table = new Table("what", "count", "p50 ms", "min", "max", "worker / it");
        Add(table, "docker run --rm of a static true", commands, workers);
        Add(table, "the same by the engine's API, without removal", calls, workers);
        Add(table, "worker: start asked to warm, TLS prewarmed", workers, workers);
        if (nodes.Count > 0)
        {
            Add(table, "Node + 3 SDKs: start asked to ready", nodes, workers);
        }

        table.Print("One start after another, 256 MiB and 0.1 core each");
    }

    private static void Add(Table table, string name, List<double> samples, List<double> workers) =>
        table.Row(name, samples.Count, Table.Median(samples), samples.Min(), samples.Max(), Table.Median(workers) / Table.Median(samples));

    private static string Id(JsonElement worker) => worker.GetProperty("id").GetString()!;

    private static double StartToWarm(JsonElement worker) => (worker.GetProperty("warm_at").GetDateTimeOffset() - worker.GetProperty("started_at").GetDateTimeOffset()).TotalMilliseconds;
}

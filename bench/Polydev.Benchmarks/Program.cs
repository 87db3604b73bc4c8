using Polydev.Benchmarks;
using Polydev.Benchmarks.Rig;

var benches = new Dictionary<string, Func<BenchArguments, Task<int>>>(StringComparer.Ordinal)
{
    ["overhead"] = OverheadBench.RunAsync,
    ["streams"] = StreamsBench.RunAsync,
    ["claim"] = ClaimBench.RunAsync,
    ["worker"] = WorkerBench.RunAsync,
    ["pool"] = PoolBench.RunAsync,
    ["density"] = DensityBench.RunAsync,
    ["cluster"] = ClusterBench.RunAsync,
    ["journal"] = JournalBench.RunAsync,
    ["nodes"] = NodesBench.RunAsync,
};

// The load shares two cores with what it measures: it must not spend them on handing sockets from thread to thread. Its children start without this.
Environment.SetEnvironmentVariable(Child.InlineCompletions, "1");

switch (args)
{
    case ["--list"]:
        Console.WriteLine(string.Join('\n', benches.Keys));
        return 0;
    case ["yarp", var target]:
        return await YarpPeer.RunAsync(target);
    case [var name, .. var rest] when benches.TryGetValue(name, out var bench):
        return await bench(new BenchArguments(rest));
    default:
        Console.Error.WriteLine("polydev bench " + string.Join("|", benches.Keys) + " [--rounds N] [--seconds S]");
        return 2;
}

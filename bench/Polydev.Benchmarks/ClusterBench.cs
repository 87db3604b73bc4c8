using System.CommandLine;
using System.Text.Json;
using Polydev.Benchmarks.Cluster;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Benchmarks;

/// <summary>Workers on a live Nomad cluster: how soon one is warm beside how soon the cluster says that it runs, and how fast a pool refills beside a loop that only dispatches.</summary>
internal static class ClusterBench
{
    private const int MemoryMb = 64;
    private const int PerNode = 4;

    /// <summary>Makes the command. It needs an agent at <c>NOMAD_ADDR</c> whose clients have our image and offer the host volume of the sockets, and the right to submit jobs.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 3, "Rounds of refills");
        var starts = BenchOptions.Count("--starts", 20, "Starts one after another");
        var refill = BenchOptions.Count("--refill", 40, "Workers of a refill");
        var command = new Command("cluster", "Workers on a live Nomad cluster beside a loop that only dispatches; needs NOMAD_ADDR") { rounds, starts, refill };
        command.SetAction((result, _) => RunAsync(result.GetValue(rounds), result.GetValue(starts), result.GetValue(refill)));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, int starts, int refill)
    {
        if (Environment.GetEnvironmentVariable("NOMAD_ADDR") is not { Length: > 0 } address)
        {
            throw new InvalidOperationException("Set NOMAD_ADDR to a live agent, and NOMAD_TOKEN where it wants one.");
        }

        using var cluster = new NomadClient(OptionsOf(address), TimeProvider.System);
        var (version, nodes) = (await cluster.Agent.VersionAsync(CancellationToken.None), await ReadyAsync(cluster));
        var data = await DataAsync(cluster, nodes[0]);
        Report.Begin("cluster", FormattableString.Invariant($"Nomad {version}, {nodes.Count} nodes, {rounds} rounds, {starts} starts, refills of {refill}"));
        await using var running = await RunningTimes.ListenAsync(cluster);
        await using var rig = await PolydevRig.StartAsync(new RigOptions { Floor = 1, WorkerMemoryBytes = (long)MemoryMb << 20, DataDirectory = data, Arguments = ["--driver", "nomad"] });
        await using var bare = await BareDispatches.RegisterAsync(cluster, running, MemoryMb);
        await OneByOneAsync(rig, bare, running, starts);
        await RefillAsync(rig, bare, rounds, refill, PerNode * nodes.Count);
        Report.Note($"load at the end {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
        return 0;
    }

    /// <summary>One worker after another, in turn with one bare dispatch.</summary>
    private static async Task OneByOneAsync(PolydevRig rig, BareDispatches bare, RunningTimes running, int starts)
    {
        List<double> warm = [], runs = [], bareRuns = [];
        var known = (await rig.WorkersAsync()).Select(Id).ToHashSet(StringComparer.Ordinal);
        for (var count = known.Count + 1; warm.Count < starts; count++)
        {
            await rig.ResizeAsync(count, PerNode);
            await rig.WaitForWarmAsync(count);
            foreach (var worker in (await rig.WorkersAsync()).Where(w => known.Add(Id(w))))
            {
                warm.Add((At(worker, "warm_at") - At(worker, "started_at")).TotalMilliseconds);
                runs.Add((await running.OfAsync(worker.GetProperty("external_id").GetString()!.Split('@')[0]) - At(worker, "started_at")).TotalMilliseconds);
            }

            bareRuns.AddRange((await bare.RunAsync(1, 1)).Took);
        }

        var table = new Table("what", "count", "p50 ms", "min", "max", "warm / it");
        Add("worker: dispatch to warm", warm);
        Add("the same dispatch, until the cluster says running", runs);
        Add("bare dispatch, until the cluster says running", bareRuns);
        table.Print("One start after another");

        void Add(string what, List<double> took) => table.Row(what, took.Count, Table.Median(took), took.Min(), took.Max(), Table.Median(warm) / Table.Median(took));
    }

    /// <summary>A pool from none to full, in turn with a bare loop of as many.</summary>
    private static async Task RefillAsync(PolydevRig rig, BareDispatches bare, int rounds, int count, int atOnce)
    {
        var table = new Table("round", "pool, warm per second", "bare loop, running per second", "pool / bare");
        List<double> pools = [], bares = [];
        for (var round = 1; round <= rounds; round++)
        {
            // Each goes first as often as the other: the machine is not the same from minute to minute.
            for (var part = 0; part < 2; part++)
            {
                if ((round + part) % 2 == 0)
                {
                    bares.Add((await bare.RunAsync(count, atOnce)).PerSecond);
                }
                else
                {
                    pools.Add(await FillAsync(rig, count, atOnce));
                }
            }

            table.Row(round, pools[^1], bares[^1], pools[^1] / bares[^1]);
        }

        table.Row("median", Table.Median(pools), Table.Median(bares), Table.Median(pools.Zip(bares, (p, b) => p / b)));
        table.Print($"Refill of {count}, {atOnce} at the same time");
    }

    private static async Task<double> FillAsync(PolydevRig rig, int count, int atOnce)
    {
        await rig.EmptyAsync();
        await rig.ResizeAsync(count, atOnce);
        await rig.WaitForWarmAsync(count);
        var workers = await rig.WorkersAsync();
        var rate = count / (workers.Max(w => At(w, "warm_at")) - workers.Min(w => At(w, "started_at"))).TotalSeconds;
        await rig.EmptyAsync();
        return rate;
    }

    private static async Task<IReadOnlyList<string>> ReadyAsync(NomadClient cluster)
    {
        var nodes = (await cluster.Nodes.ListAsync(null, CancellationToken.None)).Value.Where(n => n is { Status: "ready", SchedulingEligibility: "eligible" }).Select(n => n.ID).ToList();
        return nodes.Count > 0 ? nodes : throw new InvalidOperationException("the cluster has no ready node");
    }

    /// <summary>The data directory whose sockets the clients offer: a controller of the bench's must serve just those.</summary>
    private static async Task<string> DataAsync(NomadClient cluster, string node)
    {
        var path = (await cluster.Nodes.GetAsync(node, null, CancellationToken.None)).Value.HostVolumes?.GetValueOrDefault(WorkerContainer.SocketVolume)?.Path
            ?? throw new InvalidOperationException($"the client offers no host volume {WorkerContainer.SocketVolume}");
        var data = Directory.GetParent(path)!.Parent!.FullName;
        return File.Exists(Path.Combine(data, "admin.key"))
            ? throw new InvalidOperationException($"{data} belongs to a controller: the bench needs a client whose host volume is {data}/sockets/w of a directory of its own, which it removes at the end")
            : data;
    }

    private static NomadOptions OptionsOf(string address)
    {
        static string? Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
        return new NomadOptions
        {
            Address = new Uri(address),
            Token = Set("NOMAD_TOKEN"),
            AuthorityFile = Set("NOMAD_CACERT"),
            CertificateFile = Set("NOMAD_CLIENT_CERT"),
            KeyFile = Set("NOMAD_CLIENT_KEY"),
            ServerName = Set("NOMAD_TLS_SERVER_NAME"),
        };
    }

    private static string Id(JsonElement worker) => worker.GetProperty("id").GetString()!;

    private static DateTimeOffset At(JsonElement worker, string moment) => worker.GetProperty(moment).GetDateTimeOffset();
}

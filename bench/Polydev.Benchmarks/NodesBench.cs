using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Polydev.Benchmarks.Load;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>What a node between controller and engine costs: containers placed through it beside containers of one machine, in turn on the same engine.</summary>
internal static class NodesBench
{
    private const int ParallelStarts = 4;
    private const double Target = 1.2;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 5, "Rounds; a round has both arms once");
        var workers = BenchOptions.Count("--workers", 30, "Workers started at the same time");
        var seconds = BenchOptions.Seconds("--seconds", 3, "Seconds of load in a round");
        var command = new Command("nodes", "What a node between controller and engine costs; needs a container engine, or root and dockerd") { rounds, workers, seconds };
        command.SetAction((result, _) => RunAsync(result.GetValue(rounds), result.GetValue(workers), TimeSpan.FromSeconds(result.GetValue(seconds))));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, int burst, TimeSpan time)
    {
        Report.Begin("nodes", $"{rounds} rounds");
        await using var engine = await Engine.StartAsync();
        await Tool.RunAsync(Repository.Polydev, ["image", "build"], engine.Environment);
        await using var single = await PolydevRig.StartAsync(Options(engine));
        await using var node = await NodeRig.StartAsync(Options(engine), "docker");
        var (alone, relayed) = (new Arm("one machine", single), new Arm("a node beside the controller", node.Polydev));
        await StartsAsync([alone, relayed], rounds, burst);
        await RelayAsync(
            [Load("one machine", single, () => [single.ControllerPid, single.GatewayPid]), Load("through a node", node.Polydev, () => [node.Polydev.ControllerPid, node.NodePid, node.GatewayPid])],
            rounds,
            time);
        return relayed.Median / alone.Median <= Target ? 0 : 1;
    }

    private static async Task StartsAsync(IReadOnlyList<Arm> arms, int rounds, int burst)
    {
        foreach (var arm in arms)
        {
            // The first starts of a program compile its code.
            await arm.BurstAsync(ParallelStarts * 2);
        }

        arms.ToList().ForEach(a => a.Forget());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var arm in round % 2 == 0 ? arms : [.. arms.Reverse()])
            {
                await arm.OneByOneAsync(ParallelStarts);
            }

            foreach (var arm in round % 2 == 0 ? arms : [.. arms.Reverse()])
            {
                await arm.BurstAsync(burst);
            }
        }

        var table = new Table("workers", "starts", "start to warm p50 ms", "p99 ms", "times one machine", $"{burst} at once, {ParallelStarts} at a time: per second", "times one machine");
        foreach (var arm in arms)
        {
            table.Row(arm.Name, arm.Alone.Count, arm.Median, arm.Quantile(0.99), arm.Median / arms[0].Median, arm.PerSecond, arm.PerSecond / arms[0].PerSecond);
        }

        table.Print("Containers, from the decision to start until warm");
    }

    private static async Task RelayAsync(IReadOnlyList<LoadArm> arms, int rounds, TimeSpan time)
    {
        var results = arms.ToDictionary(a => a, _ => new List<LoadResult>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var arm in arms)
            {
                var result = await arm.RunAsync(1, time);
                if (round >= 0)
                {
                    results[arm].Add(result);
                }
            }
        }

        double Of(LoadArm arm, Func<LoadResult, double> figure) => Table.Median(results[arm].Select(figure));
        var table = new Table("executions", "p50 ms", "p99 ms", "added p50", "added p99", "per second", "CPU us/request, workers left out", "bad");
        foreach (var arm in arms)
        {
            double Ms(double quantile) => Of(arm, r => r.Whole.Ms(quantile));
            double Direct(double quantile) => Of(arms[0], r => r.Whole.Ms(quantile));
            table.Row(arm.Name, Ms(0.5), Ms(0.99), Ms(0.5) - Direct(0.5), Ms(0.99) - Direct(0.99), Of(arm, r => r.PerSecond), Of(arm, r => r.CpuMicroseconds), results[arm].Sum(r => r.Bad));
        }

        table.Print("JSON, 1 connection (median of the rounds)");
    }

    private static LoadArm Load(string name, PolydevRig rig, Func<IReadOnlyList<int>> processes) => new(
        name,
        rig.Address,
        RawConnection.Post(
            "/v1/executions", """{"provider":"openai","model":"sim-text","prompt":"Say hello to the bench."}""", "Authorization: Bearer " + rig.Key, "Accept: application/json"),
        "\"succeeded\"",
        processes);

    private static RigOptions Options(Engine engine) => new()
    {
        WorkerMemoryBytes = 64L << 20,
        Overcommit = 2,
        Arguments = ["--driver", "docker"],
        Environment = engine.Environment,
    };

    /// <summary>One of the two ways, and what was measured of it.</summary>
    private sealed class Arm(string name, PolydevRig rig)
    {
        private readonly List<double> _rates = [];

        /// <summary>What it is.</summary>
        public string Name => name;

        /// <summary>Starts to warm, in milliseconds, one after another.</summary>
        public List<double> Alone { get; } = [];

        /// <summary>Their median.</summary>
        public double Median => Table.Median(Alone);

        /// <summary>Median of the bursts.</summary>
        public double PerSecond => Table.Median(_rates);

        /// <summary>One of their quantiles.</summary>
        public double Quantile(double quantile) => Alone.Order().ElementAt(Math.Min(Alone.Count - 1, (int)(quantile * Alone.Count)));

        /// <summary>Drops what was measured so far.</summary>
        public void Forget()
        {
            Alone.Clear();
            _rates.Clear();
        }

        /// <summary>Starts workers one after another, and ends them.</summary>
        public async Task OneByOneAsync(int count)
        {
            for (var i = 1; i <= count; i++)
            {
                await rig.ResizeAsync(i, ParallelStarts);
                await rig.WaitForWarmAsync(i);
            }

            Alone.AddRange((await rig.WorkersAsync()).Select(StartToWarm));
            await rig.EmptyAsync();
        }

        /// <summary>Starts many, as many at a time as the pool does by default, and ends them.</summary>
        public async Task BurstAsync(int count)
        {
            var clock = Stopwatch.StartNew();
            await rig.ResizeAsync(count, ParallelStarts);
            await rig.WaitForWarmAsync(count);
            _rates.Add(count / clock.Elapsed.TotalSeconds);
            await rig.EmptyAsync();
        }

        private static double StartToWarm(JsonElement worker) => (worker.GetProperty("warm_at").GetDateTimeOffset() - worker.GetProperty("started_at").GetDateTimeOffset()).TotalMilliseconds;
    }
}

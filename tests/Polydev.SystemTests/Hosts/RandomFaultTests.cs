using System.Globalization;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>Faults at random on three nodes while executions keep coming; whatever happens, every execution ends once, nothing is left over, and the pool is full again.</summary>
/// <remarks><c>POLYDEV_FAULTS_SEED</c> repeats a run, <c>POLYDEV_FAULTS_ROUNDS</c> makes it longer.</remarks>
[Collection(HostTests.Name)]
public sealed class RandomFaultTests(SharedNodes shared)
{
    private const string SeedVariable = "POLYDEV_FAULTS_SEED";
    private const string RoundsVariable = "POLYDEV_FAULTS_ROUNDS";
    private const int Running = 12;
    private static readonly string[] s_models = ["sim-chunks-20-rate-20", "sim-chunks-60-rate-20", "fault-slow-first-byte-1000"];
    private readonly List<NodeRun> _runs = [];

    [Fact]
    public async Task Every_execution_ends_once_nothing_is_left_over_and_the_pool_is_full_again()
    {
        var seed = Number(SeedVariable, Random.Shared.Next(1, 1_000_000));
        var rounds = Number(RoundsVariable, 6);
        Say($"{SeedVariable}={seed} {RoundsVariable}={rounds}");
        var random = new Random(seed);
        var cluster = await shared.RepairedAsync();
        for (var round = 0; round < rounds; round++)
        {
            await FillAsync(cluster, random);
            var node = cluster.Nodes[random.Next(cluster.Nodes.Count)];
            var fault = random.Next(7);
            Say($"round {round}: {NameOf(fault)} on {node.Name}");
            await InflictAsync(cluster, node, fault);
            await FillAsync(cluster, random);
            await SomeEndAsync();
            if (random.Next(2) == 0)
            {
                await MendAsync(cluster);
            }
        }

        await cluster.RepairAsync();
        await Task.WhenAll(_runs.Select(r => r.Following));
        Judge();
        await cluster.SettledAsync();
        await PolydevProcess.UntilAsync(async () => (await cluster.Simulator.CountersAsync()).InFlight == 0, "the provider was asked nothing more");
    }

    private static int Number(string variable, int usual) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : usual;

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static string NameOf(int fault) => new[] { "a cut", "a cut from the controller", "a cut towards the controller", "a standstill", "a kill of the node", "a kill of a worker", "a crash of the host" }[fault];

    private static async Task InflictAsync(NodesLab cluster, HostNode node, int fault)
    {
        // What is down already cannot be hit again.
        if (!node.Host.IsUp || node.Program.HasEnded)
        {
            return;
        }

        await (fault switch
        {
            0 => Now(() => cluster.Lab.Around(node.Name, LinkFault.Severed)),
            1 => Now(() => cluster.Lab.Between(node.Name, NodesLab.ControllerName, LinkFault.Severed)),
            2 => Now(() => cluster.Lab.OneWay(node.Name, NodesLab.ControllerName, LinkFault.Severed)),
            3 => node.Host.FreezeAsync(),
            4 => node.Program.KillAsync(),
            5 => KillWorkerAsync(node),
            _ => node.Host.CrashAsync(),
        });
    }

    private static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static async Task KillWorkerAsync(HostNode node)
    {
        foreach (var worker in node.WorkerIds.Take(1))
        {
            // It may have ended by itself meanwhile.
            await node.Host.TryAsync("kill", "-KILL", worker.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Undoes all faults, and waits for nothing.</summary>
    private static async Task MendAsync(NodesLab cluster)
    {
        cluster.Lab.Lan.Heal();
        foreach (var node in cluster.Nodes)
        {
            await node.RepairAsync();
        }
    }

    /// <summary>Keeps so many executions under way.</summary>
    private async Task FillAsync(NodesLab cluster, Random random)
    {
        while (_runs.Count(r => !r.Following.IsCompleted) < Running)
        {
            _runs.Add(await cluster.AcceptAsync(s_models[random.Next(s_models.Length)]));
        }
    }

    /// <summary>A fault lasts until some executions have ended; with all nodes down that is until they are given up.</summary>
    private async Task SomeEndAsync()
    {
        var going = _runs.Where(r => !r.Following.IsCompleted).ToList();
        await PolydevProcess.UntilAsync(() => Task.FromResult(going.Count(r => r.Following.IsCompleted) >= Running / 3), "some executions had ended");
    }

    private void Judge()
    {
        foreach (var run in _runs)
        {
            run.Events.Judge();
        }

        var ends = _runs.GroupBy(r => r.Events.Succeeded ? "succeeded" : r.Events.End.GetProperty("error").GetProperty("code").GetString()!, StringComparer.Ordinal).ToList();
        ends.ForEach(e => Say($"{e.Count()} {e.Key}"));
        Assert.Empty(ends.Select(e => e.Key).Except(["succeeded", "worker_lost", "no_worker", "provider_unreachable"], StringComparer.Ordinal));
        Assert.Contains(ends, e => e.Key == "succeeded");
    }
}

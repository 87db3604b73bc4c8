using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>Many dispatches while workers are killed, a host is drained, and server and client crash: nothing is left that nobody knows.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveSoakTests(LiveCluster live, ITestOutputHelper report)
{
    private const int UsualDispatches = 60;
    private const int AtOnce = 4;
    private const int KillEvery = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Dispatches => int.Parse(System.Environment.GetEnvironmentVariable("POLYDEV_LIVE_DISPATCHES") ?? UsualDispatches.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    [Fact]
    public async Task No_dispatch_is_left_over_when_workers_hosts_server_and_client_come_and_go()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await LiveRun.UntilWarmAsync(polydev, 2);
        var owner = await LiveRun.OwnerAsync(polydev);
        var ends = new ConcurrentBag<string>();
        var workers = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);

        await Parallel.ForEachAsync(Enumerable.Range(1, Dispatches), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (number, _) =>
        {
            await HappenAsync(own, polydev, number);
            ends.Add(await EndAsync(polydev, workers));
        });
        await PolydevProcess.UntilAsync(
            async () => (await LiveRun.JobsOfAsync(live, polydev)).Count == (await LiveRun.WorkersAsync(polydev)).Count, () => "every job was that of a worker that lives: " + polydev.Said);
        await polydev.DisposeAsync();
        await PolydevProcess.UntilAsync(async () => (await LiveRun.JobsOfAsync(live, owner)).Count == 0, "no job of ours was left");
        await PolydevProcess.UntilAsync(async () => (await own.ContainersAsync()).Count == 0, "no container was left");

        report.WriteLine($"{Dispatches} executions: {string.Join(", ", ends.CountBy(e => e).Select(e => $"{e.Value} {e.Key}"))}; {workers.Count} workers used; 0 jobs, 0 containers left");
        Assert.Equal(Dispatches, ends.Count);
        Assert.True(ends.Count(e => e == "succeeded") >= Dispatches * 8 / 10, string.Join(", ", ends.Distinct(StringComparer.Ordinal)));
        Assert.Equal(ends.Count(e => e == "succeeded"), workers.Count);
    }

    /// <summary>Runs an execution in a worker of its own; tells how it ended. A worker that was used before would be one too few in the end.</summary>
    private static async Task<string> EndAsync(PolydevProcess polydev, ConcurrentDictionary<string, bool> workers)
    {
        var ran = await polydev.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi", isolation = "execution" });
        var status = ran.TryGetProperty("status", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : ran.GetProperty("code").GetString()!;
        if (status == "succeeded")
        {
            workers.TryAdd(ran.GetProperty("worker").GetProperty("id").GetString()!, true);
        }

        return status == "failed" ? "failed with " + ran.GetProperty("error").GetProperty("code").GetString() : status;
    }

    private async Task HappenAsync(OwnCluster own, PolydevProcess polydev, int number)
    {
        if (number == Dispatches / 4)
        {
            var id = (await own.NodeAsync(own.Second)).ID;
            await live.Operator.Nodes.DrainAsync(id, TimeSpan.FromSeconds(1), ignoreSystemJobs: false, Token);
            await PolydevProcess.UntilAsync(async () => !(await live.Operator.Nodes.GetAsync(id, null, Token)).Value.Drain, "the drain was done");
            await live.Operator.Nodes.SetEligibleAsync(id, eligible: true, Token);
        }
        else if (number == Dispatches / 2)
        {
            await own.Server.StopAsync(crash: true);
            own.Server.Start();
            await own.UntilLedAsync();
        }
        else if (number == Dispatches * 3 / 4)
        {
            await own.First.StopAsync(crash: true);
            own.First.Start();
            await own.UntilReadyAsync(own.First);
        }
        else if (number % KillEvery == 0)
        {
            await KillOneAsync(polydev);
        }
    }

    private async Task KillOneAsync(PolydevProcess polydev)
    {
        var all = await LiveRun.WorkersAsync(polydev);
        if (all.Count == 0)
        {
            return;
        }

        try
        {
            await live.Operator.Allocations.SignalAsync(all[Random.Shared.Next(all.Count)].Allocation, "SIGKILL", WorkerContainer.TaskName, Token);
        }
        catch (NomadException e) when (e.Error is NomadError.NotFound or NomadError.TaskNotRunning or NomadError.Rpc or NomadError.NoLeader)
        {
            // It had ended, or its host is away.
        }
    }
}

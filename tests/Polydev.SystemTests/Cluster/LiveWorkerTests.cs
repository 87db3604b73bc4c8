using System.Net.Http.Json;
using System.Text.Json;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>The whole product with its workers on a real cluster: dispatched, warm, used, killed, replaced, found again, and gone.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveWorkerTests(LiveCluster live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_execution_runs_in_a_dispatched_worker_and_nothing_of_its_tenant_is_in_the_cluster()
    {
        live.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);

        var worker = (await LiveRun.ExecuteAsync(polydev)).GetProperty("worker");

        Assert.Equal("nomad", worker.GetProperty("driver").GetString());
        var place = (await LiveRun.WorkersAsync(polydev)).Single(w => w.Id == worker.GetProperty("id").GetString());
        var job = (await live.Operator.Jobs.GetAsync(place.Job, null, Token)).Value;
        Assert.Equal(place.Id, job.Meta![WarmPoolJob.WorkerMeta]);
        Assert.DoesNotContain("sk-system-test", JsonSerializer.Serialize(job), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_is_killed_in_mid_stream_fails_its_execution_with_the_reason_and_is_replaced()
    {
        live.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-500-rate-50", prompt = "count" });
        var last = default((long Seq, string Type, JsonElement Data));
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            last = item;
            if (item.Seq == 10)
            {
                var worker = (await polydev.ReadAsync(id)).GetProperty("worker").GetProperty("id").GetString();
                var place = (await LiveRun.WorkersAsync(polydev)).Single(w => w.Id == worker);
                await live.Operator.Allocations.SignalAsync(place.Allocation, "SIGKILL", WorkerContainer.TaskName, Token);
            }
        }

        var error = last.Data.GetProperty("error");
        Assert.Equal(("failed", "worker_lost"), (last.Type, error.GetProperty("code").GetString()));
        Assert.Contains("killed by signal 9", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await LiveRun.ExecuteAsync(polydev);
        await LiveRun.UntilWarmAsync(polydev, 2);
    }

    [Fact]
    public async Task A_controller_killed_in_mid_stream_finds_its_workers_again_and_loses_nothing()
    {
        live.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-100-rate-50", prompt = "count" });
        long seen = 0;
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            seen = item.Seq;
            if (seen == 30)
            {
                break;
            }
        }

        polydev.Kill9();
        await polydev.StartAgainAsync();
        var rest = new List<(long Seq, string Type)>();
        await foreach (var item in polydev.FollowAsync(id, seen))
        {
            rest.Add((item.Seq, item.Type));
        }

        Assert.Equal(Enumerable.Range(31, rest.Count).Select(n => (long)n), rest.Select(r => r.Seq));
        Assert.Equal("finished", rest[^1].Type);
        Assert.Equal(1, simulator.Counters.Requests);
    }

    [Fact]
    public async Task Ended_workers_leave_no_dead_jobs_behind()
    {
        live.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 6; i++)
        {
            used.Add((await LiveRun.ExecuteAsync(polydev, "execution")).GetProperty("worker").GetProperty("id").GetString()!);
        }

        Assert.Equal(6, used.Count);
        await PolydevProcess.UntilAsync(
            async () => (await LiveRun.JobsOfAsync(live, polydev)).Count == (await LiveRun.WorkersAsync(polydev)).Count, "every job of ours was that of a worker that lives");
    }

    [Fact]
    public async Task A_collection_of_garbage_takes_no_worker_that_lives()
    {
        live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await LiveRun.ExecuteAsync(polydev);
        await LiveRun.UntilWarmAsync(polydev, 2);
        var before = (await LiveRun.WorkersAsync(polydev)).Select(w => w.Id).Order(StringComparer.Ordinal).ToList();

        await live.Operator.Operator.CollectGarbageAsync(Token);
        await LiveRun.ExecuteAsync(polydev);

        Assert.Equal(before, (await LiveRun.WorkersAsync(polydev)).Select(w => w.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_image_that_no_node_has_is_named_with_what_to_do_and_starts_rest()
    {
        live.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress, null, "--image", "polydev-nobody-has-this:1");

        await PolydevProcess.UntilAsync(
            () => Task.FromResult(polydev.Said.Contains("the node has no such image and cannot pull it", StringComparison.Ordinal)), () => "the missing image was named: " + polydev.Said);

        Assert.Contains("config { gc { image = false } }", polydev.Said, StringComparison.Ordinal);
        await PolydevProcess.UntilAsync(
            async () => (await polydev.Http.GetFromJsonAsync<JsonElement>("/v1/pools/default", Token)).GetProperty("start_failures").GetInt32() > 0, "the pool counted a failed start");
    }

    [Fact]
    public async Task Nothing_is_left_when_the_controller_is_asked_to_stop()
    {
        live.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await LiveRun.UntilWarmAsync(polydev, 2);
        var owner = await LiveRun.OwnerAsync(polydev);
        await polydev.DisposeAsync();

        await PolydevProcess.UntilAsync(async () => (await LiveRun.JobsOfAsync(live, owner)).Count == 0, "no job of ours was left");
    }
}

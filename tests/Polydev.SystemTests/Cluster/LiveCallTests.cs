using System.Text;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>What the client asks of a real agent, and what comes back: the calls that recordings replay elsewhere, alive.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveCallTests(LiveCluster live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_says_its_version_its_leader_its_health_and_what_its_nodes_can_do()
    {
        live.Require();

        Assert.True(live.Version >= NomadVersion.Oldest);
        Assert.NotEmpty(await live.Operator.Agent.LeaderAsync(Token));
        Assert.True((await live.Operator.Agent.HealthAsync("server", Token)).Server!.Ok);
        Assert.NotEmpty((await live.Operator.Agent.RegionsAsync(Token)).Value);
        Assert.Contains((await live.Operator.Nodes.ListAsync(null, Token)).Value, n => n is { Status: "ready" } && n.Drivers!["docker"].Healthy);
        Assert.Contains("nomad_", await live.Operator.Agent.PrometheusAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_validated_planned_registered_once_at_its_index_stopped_and_forgotten()
    {
        live.Require();
        await using var trial = new TrialJob(live, "life");
        var job = trial.Speaking();
        Assert.Empty((await live.Operator.Jobs.ValidateAsync(job, Token)).Value.ValidationErrors ?? []);
        Assert.Equal("Added", (await live.Operator.Jobs.PlanAsync(job, diff: true, Token)).Value.Diff!.Type);

        await live.Operator.Jobs.RegisterAsync(job, 0, Token);
        var again = await Assert.ThrowsAsync<NomadException>(() => live.Operator.Jobs.RegisterAsync(job, 0, Token));
        await trial.FirstAsync(trial.Id, "complete");
        await live.Operator.Jobs.StopAsync(trial.Id, purge: true, Token);
        var gone = await Assert.ThrowsAsync<NomadException>(() => live.Operator.Jobs.GetAsync(trial.Id, null, Token));

        Assert.Equal(NomadError.Conflict, again.Error);
        Assert.Equal(NomadError.NotFound, gone.Error);
    }

    [Fact]
    public async Task A_job_that_fits_nowhere_is_planned_with_the_reason()
    {
        live.Require();
        await using var trial = new TrialJob(live, "big");
        var job = trial.Speaking();
        var group = job.TaskGroups![0];
        var big = job with { TaskGroups = [group with { Tasks = [group.Tasks![0] with { Resources = new TaskResources { CPU = 100, MemoryMB = 10_000_000 } }] }] };

        var failed = (await live.Operator.Jobs.PlanAsync(big, diff: false, Token)).Value.FailedTGAllocs!.Values.Single();

        Assert.Contains("memory", failed.DimensionExhausted!.Keys);
    }

    [Fact]
    public async Task A_dispatch_is_told_by_the_events_from_its_placement_to_its_end()
    {
        live.Require();
        await using var trial = new TrialJob(live, "event");
        await live.Operator.Jobs.RegisterAsync(trial.Dispatched(), null, Token);
        string? child = null;
        var seen = new List<string>();
        await foreach (var item in new NomadFeed(live.Operator, TimeProvider.System).ReadAsync([new EventTopic("Allocation")], null, Token))
        {
            // The first item says that from now on nothing is missed: what happens after it is told.
            if (child is null)
            {
                Assert.IsType<FeedItem.Resync>(item);
                child = (await live.Operator.Jobs.DispatchAsync(trial.Id, new Dictionary<string, string>(StringComparer.Ordinal) { ["what"] = "x" }, null, null, null, Token)).Value.DispatchedJobID;
            }
            else if (item is FeedItem.Changed { Event.Payload.Allocation: { } allocation } && allocation.JobID == child)
            {
                seen.Add(allocation.ClientStatus!);
                if (allocation.ClientStatus == "complete")
                {
                    break;
                }
            }
        }

        Assert.Equal("pending", seen[0]);
        Assert.Equal("complete", seen[^1]);
        Assert.Contains((await live.Operator.Jobs.ListAsync(new NomadQuery { Prefix = trial.Id + "/dispatch-" }, Token)).Value, j => j.ID == child && j.ParentID == trial.Id);
    }

    [Fact]
    public async Task A_blocking_query_answers_when_what_it_asks_for_changes()
    {
        live.Require();
        await using var trial = new TrialJob(live, "block");
        await live.Operator.Jobs.RegisterAsync(trial.Waiting(), null, Token);
        var states = new List<string>();
        await foreach (var answer in BlockingQuery.FollowAsync((q, t) => live.Operator.Jobs.AllocationsAsync(trial.Id, q, t), TimeSpan.FromSeconds(30), Token))
        {
            if (answer.Value is [var allocation, ..])
            {
                states.Add(allocation.ClientStatus!);
                if (allocation.ClientStatus == "running")
                {
                    await live.Operator.Jobs.StopAsync(trial.Id, purge: false, Token);
                }
                else if (allocation.ClientStatus == "complete")
                {
                    break;
                }
            }
        }

        Assert.Equal(["running", "complete"], states.Where(s => s != "pending").Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_log_is_read_in_frames_and_as_plain_bytes()
    {
        live.Require();
        await using var trial = new TrialJob(live, "log");
        var allocation = await trial.RunAsync(trial.Speaking(), "complete");
        var log = new LogRequest(allocation.ID, WorkerContainer.TaskName, Errors: false);
        var framed = Array.Empty<byte>();

        // A task may be complete before all that it wrote is in its log.
        await PolydevProcess.UntilAsync(
            async () => Encoding.UTF8.GetString(framed = await FramedAsync(log)).Contains(Drivers.Docker.RuntimeImage.OwnVersion, StringComparison.Ordinal), "the log said the version");
        var plain = new MemoryStream();
        await foreach (var piece in live.Operator.Files.PlainAsync(log, Token))
        {
            plain.Write(piece.Span);
        }

        Assert.Equal(framed, plain.ToArray());
    }

    [Fact]
    public async Task A_command_runs_in_a_container_and_tells_what_it_wrote_and_how_it_ended()
    {
        live.Require();
        await using var trial = new TrialJob(live, "exec");
        var allocation = await trial.RunAsync(trial.Waiting(), "running");
        await using var run = await live.Operator.Allocations.ExecAsync(allocation.ID, WorkerContainer.TaskName, ["/polydev-worker", "--version"], terminal: false, greet: true, Token);
        await run.EndInputAsync(Token);
        var wrote = new StringBuilder();
        int? code = null;
        await foreach (var told in run.ReadAsync(Token))
        {
            code = told is ExecEvent.Exited exited ? exited.Code : code;
            wrote.Append(told is ExecEvent.Wrote { Data: var data } ? Encoding.UTF8.GetString(data.Span) : "");
        }

        Assert.Contains(Drivers.Docker.RuntimeImage.OwnVersion, wrote.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task A_signal_kills_a_container_and_nothing_takes_its_place()
    {
        live.Require();
        await using var trial = new TrialJob(live, "kill");
        var allocation = await trial.RunAsync(trial.Waiting(), "running");

        await live.Operator.Allocations.SignalAsync(allocation.ID, "SIGKILL", WorkerContainer.TaskName, Token);
        var ended = await trial.FirstAsync(trial.Id, "failed", "complete");
        var twice = await Assert.ThrowsAsync<NomadException>(() => live.Operator.Allocations.SignalAsync(allocation.ID, "SIGKILL", WorkerContainer.TaskName, Token));

        Assert.Equal(("failed", 137), (ended.ClientStatus, ended.TaskStates![WorkerContainer.TaskName].Events!.Last(e => e.Type == "Terminated").ExitCode));
        Assert.Equal(NomadError.TaskNotRunning, twice.Error);
        Assert.Single((await live.Operator.Jobs.AllocationsAsync(trial.Id, null, Token)).Value);
    }

    [Fact]
    public async Task Refusals_have_the_meaning_that_the_client_reads_in_their_words()
    {
        live.Require();
        await using var trial = new TrialJob(live, "refuse");
        await live.Operator.Jobs.RegisterAsync(trial.Dispatched(), null, Token);
        var jobs = live.Operator.Jobs;
        var meta = new Dictionary<string, string>(StringComparer.Ordinal) { ["what"] = "x" };
        var unknown = $"{trial.Id}-not-there";

        Assert.Equal(NomadError.NotFound, await ErrorOf(jobs.GetAsync(unknown, null, Token)));
        Assert.Equal(NomadError.NotFound, await ErrorOf(jobs.DispatchAsync(unknown, meta, null, null, null, Token)));
        Assert.Equal(NomadError.DispatchMeta, await ErrorOf(jobs.DispatchAsync(trial.Id, null, null, null, null, Token)));
        Assert.Equal(NomadError.DispatchPayload, await ErrorOf(jobs.DispatchAsync(trial.Id, meta, new byte[JobCalls.MaxPayload + 1], null, null, Token)));
        Assert.Equal(NomadError.UnknownRegion, await ErrorOf(jobs.ListAsync(new NomadQuery { Region = "mars" }, Token)));
        Assert.Equal(NomadError.NotFound, await ErrorOf(live.Operator.Allocations.GetAsync(Guid.NewGuid().ToString(), null, Token)));
        Assert.Equal(NomadError.Invalid, await ErrorOf(jobs.RegisterAsync(trial.Speaking() with { Type = "nonsense" }, null, Token)));
    }

    private static async Task<NomadError> ErrorOf<T>(Task<T> refused) => (await Assert.ThrowsAsync<NomadException>(() => refused)).Error;

    private async Task<byte[]> FramedAsync(LogRequest log)
    {
        var framed = new MemoryStream();
        await foreach (var frame in live.Operator.Files.FramesAsync(log, Token))
        {
            framed.Write(frame.Data);
        }

        return framed.ToArray();
    }
}

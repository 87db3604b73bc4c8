using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>One machine whose providers are on another: what a broken network between them does to executions.</summary>
[Collection(HostTests.Name)]
public sealed class DistantProviderTests
{
    private const int Streams = 8;
    private const int Pieces = 60;
    private readonly Hold _hold = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_over_a_slow_and_lossy_network_are_whole()
    {
        await using var lab = await Lab.StartAsync("machine", "provider");
        var (controller, simulator) = await StartAsync(lab);
        lab.Between("machine", "provider", new LinkFault(Delay: TimeSpan.FromMilliseconds(200), Loss: 0.02));

        var runs = await StartStreamsAsync(controller);
        await simulator.ReleaseAsync(_hold);
        await Task.WhenAll(runs.Select(r => r.Following));

        Assert.All(runs.Select(r => r.Run), AssertWhole);
    }

    [Fact]
    public async Task Streams_stand_still_while_the_network_is_cut_and_go_on_when_it_heals()
    {
        await using var lab = await Lab.StartAsync("machine", "provider");
        var (controller, simulator) = await StartAsync(lab);
        var runs = await StartStreamsAsync(controller);

        lab.OneWay("provider", "machine", LinkFault.Severed);
        await simulator.ReleaseAsync(_hold);
        var stood = -1;
        await PolydevProcess.UntilAsync(
            async () =>
            {
                var before = stood;
                stood = runs.Sum(r => r.Run.Count);
                await Task.Delay(200, Token);
                return before == stood;
            },
            "no more events came");
        lab.Lan.Heal();
        await Task.WhenAll(runs.Select(r => r.Following));

        Assert.All(runs.Select(r => r.Run), AssertWhole);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_fails_the_execution_as_such_and_nothing_else()
    {
        await using var lab = await Lab.StartAsync("machine", "provider");
        var (controller, _) = await StartAsync(lab);
        lab.Around("provider", LinkFault.Severed);

        var ended = await controller.Api.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi", max_attempts = 1 });
        Assert.Equal("provider_unreachable", ended.GetProperty("error").GetProperty("code").GetString());
        Assert.True(ended.GetProperty("error").GetProperty("retryable").GetBoolean());

        lab.Lan.Heal();
        ended = await controller.Api.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" });
        Assert.True(ended.GetProperty("status").GetString() == "succeeded", ended.GetRawText());
    }

    [Fact]
    public async Task A_machine_that_stood_still_goes_on_where_it_was()
    {
        await using var lab = await Lab.StartAsync("machine", "provider");
        var (controller, simulator) = await StartAsync(lab);
        var runs = await StartStreamsAsync(controller);

        await lab["machine"].FreezeAsync();
        await simulator.ReleaseAsync(_hold);
        await PolydevProcess.UntilAsync(async () => (await simulator.CountersAsync()).InFlight == 0, "the provider had said all");
        await lab["machine"].ThawAsync();
        await Task.WhenAll(runs.Select(r => r.Following));

        Assert.All(runs.Select(r => r.Run), AssertWhole);
    }

    [Fact]
    public async Task A_machine_that_crashed_knows_its_executions_again_and_has_nothing_left_over()
    {
        await using var lab = await Lab.StartAsync("machine", "provider");
        var (controller, _) = await StartAsync(lab);
        var runs = await StartStreamsAsync(controller);

        await lab["machine"].CrashAsync();
        await lab["machine"].BootAsync();
        await controller.StartAgainAsync();
        await Task.WhenAll(runs.Select(r => r.Following));

        Assert.All(runs.Select(r => r.Run), run =>
        {
            run.Judge();
            Assert.False(run.Succeeded);
            Assert.Equal("worker_lost", run.End.GetProperty("error").GetProperty("code").GetString());
        });
        await PolydevProcess.UntilAsync(async () => await WorkersMatchAsync(controller), "every worker that runs was known, and every known one ran");
        var again = await controller.Api.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" });
        Assert.True(again.GetProperty("status").GetString() == "succeeded", again.GetRawText());
    }

    private static void AssertWhole(Followed run)
    {
        run.Judge();
        Assert.True(run.Succeeded, run.Failure);
        Assert.Equal(Pieces, run.Pieces);
    }

    private static async Task<(HostController Controller, HostSimulator Simulator)> StartAsync(Lab lab)
    {
        var simulator = lab.Keep(await HostSimulator.StartAsync(lab["provider"]));
        var controller = lab.Keep(await HostController.StartAsync(lab["machine"], simulator.Address, new { pools = new { @default = new { floor = 2 } } }, "--driver", "process"));
        return (controller, simulator);
    }

    /// <summary>Starts streams, of which half comes when the test says so, and waits until each is under way.</summary>
    private async Task<IReadOnlyList<(Followed Run, Task Following)>> StartStreamsAsync(HostController controller)
    {
        var runs = new List<(Followed Run, Task Following)>();
        var request = new { provider = "openai", model = _hold.Stream(Pieces, after: Pieces / 2), prompt = "count" };
        for (var i = 0; i < Streams; i++)
        {
            var run = new Followed(await controller.Api.AcceptAsync(request));
            runs.Add((run, run.FollowAsync(() => controller.Api, Token)));
        }

        await PolydevProcess.UntilAsync(() => Task.FromResult(runs.All(r => r.Run.Count > 5)), "all streams were under way");
        return runs;
    }

    private static async Task<bool> WorkersMatchAsync(HostController controller)
    {
        var listed = (await controller.Api.ReadListAsync("workers")).GetProperty("workers").GetArrayLength();
        return listed >= 2 && controller.Host.Processes().Count(p => p.Command.Split(' ')[0].EndsWith("/polydev-worker", StringComparison.Ordinal)) == listed;
    }
}

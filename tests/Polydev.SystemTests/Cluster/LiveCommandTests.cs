using Polydev.Drivers.Docker;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>The commands that look after a real cluster with TLS and access control, through a controller that runs.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveCommandTests(LiveCluster live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_with_an_operators_rights_passes_whole()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress, own.Environment);
        await LiveRun.UntilWarmAsync(polydev, 2);

        var (exit, output, error) = await RunAsync(polydev, "cluster", "check");

        Assert.True(exit == 0, output + error);
        Assert.EndsWith("9/9 passed", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_begins_with_the_job_and_ends_with_it()
    {
        live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await using var trial = new TrialJob(live, "followed");

        var (submitted, _, refused) = await RunAsync(polydev, "jobs", "submit", "runtime-container", "--id", trial.Id);
        Assert.True(submitted == 0, refused);
        var (exit, output, error) = await RunAsync(polydev, "jobs", "logs", "-f", trial.Id);

        Assert.True(exit == 0, error);
        Assert.Contains(RuntimeImage.OwnVersion, output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(PolydevProcess polydev, params string[] command) =>
        PolydevProcess.RunAsync([.. command, "--url", polydev.Http.BaseAddress!.ToString(), "--data", polydev.Data]);
}

using Polydev.Node;
using Polydev.Simulator;

namespace Polydev.SystemTests.Cluster;

/// <summary>The node program on every host of a real cluster, as its job places it there: joined, used, and gone without a trace.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveNodeTests(LiveCluster live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_host_joins_by_its_name_and_runs_workers_in_its_engine_until_the_job_is_stopped()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var nodes = await PlacedNodes.StartAsync(own, simulator.HttpAddress);
        await nodes.PlaceAsync();
        await nodes.WarmOnBothAsync();

        var worker = (await LiveRun.ExecuteAsync(nodes.Controller)).GetProperty("worker");
        Assert.Equal("docker", worker.GetProperty("driver").GetString());
        Assert.Contains("polydev-" + worker.GetProperty("id").GetString(), (await nodes.ContainersAsync(own.First)).Concat(await nodes.ContainersAsync(own.Second)));
        Assert.NotEmpty(await nodes.ContainersAsync(own.First));
        Assert.NotEmpty(await nodes.ContainersAsync(own.Second));
        Assert.Equal(2, nodes.Processes.Count(p => p.Contains(EgressDaemon.Verb, StringComparison.Ordinal)));

        await nodes.StopAsync();
        Assert.Empty(await nodes.ContainersAsync(own.First));
        Assert.Empty(await nodes.ContainersAsync(own.Second));
        Assert.Empty(nodes.Processes);
        Assert.Equal(("away", "away"), (await nodes.StateAsync(own.First), await nodes.StateAsync(own.Second)));
    }

    [Fact]
    public async Task A_host_that_has_joined_needs_no_token_when_the_job_runs_again()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var nodes = await PlacedNodes.StartAsync(own, simulator.HttpAddress);
        await nodes.PlaceAsync();
        var certificates = (await nodes.CertificateAsync(own.First), await nodes.CertificateAsync(own.Second));
        await nodes.StopAsync();
        nodes.ForgetToken();

        await nodes.PlaceAsync();

        Assert.Equal(certificates, (await nodes.CertificateAsync(own.First), await nodes.CertificateAsync(own.Second)));
        await nodes.WarmOnBothAsync();
        await LiveRun.ExecuteAsync(nodes.Controller);
    }
}

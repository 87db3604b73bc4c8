using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>The policies of <c>deploy/nomad/acl</c> on a cluster that was set up by <c>deploy/nomad/agent</c>: enough, and no more.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveRightsTests(LiveCluster live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_least_of_rights_is_enough_for_workers_whose_job_an_operator_registered()
    {
        var own = live.RequireOwn();
        using (var operators = new NomadClient(LiveCluster.OptionsOf(own.Environment), TimeProvider.System))
        {
            await operators.Jobs.RegisterAsync(new WarmPoolJob { Image = RuntimeImage.Own }.ToJob().For(live.Version), null, Token);
        }

        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress, own.LeastRights);
        var first = (await LiveRun.ExecuteAsync(polydev, "execution")).GetProperty("worker").GetProperty("id").GetString();
        await LiveRun.UntilWarmAsync(polydev, 2);
        await PolydevProcess.UntilAsync(async () => (await LiveRun.WorkersAsync(polydev)).All(w => w.Id != first), "the used worker was gone");

        // Dead jobs stay listed, as this token may not remove them; what is collected takes no living worker with it.
        Assert.NotEmpty((await LiveRun.JobsOfAsync(live, polydev)).Except((await LiveRun.WorkersAsync(polydev)).Select(w => w.Job), StringComparer.Ordinal));
        await PolydevProcess.UntilAsync(
            async () =>
            {
                await live.Operator.Operator.CollectGarbageAsync(Token);
                return (await LiveRun.JobsOfAsync(live, polydev)).Count == (await LiveRun.WorkersAsync(polydev)).Count;
            },
            "the dead jobs were collected");
        await LiveRun.ExecuteAsync(polydev);
        await polydev.DisposeAsync();
        await PolydevProcess.UntilAsync(
            async () => (await live.Operator.Allocations.ListAsync(null, Token)).Value.All(a => a.ClientStatus is not ("running" or "pending")), "no worker outlived its controller");
    }

    [Fact]
    public async Task The_controllers_token_may_neither_submit_a_job_nor_drain_a_node_nor_run_commands_in_a_worker()
    {
        var own = live.RequireOwn();
        await using var trial = new TrialJob(live, "rights");
        var allocation = await trial.RunAsync(trial.Waiting(), "running");
        using var controller = new NomadClient(LiveCluster.OptionsOf(own.LeastRights), TimeProvider.System);

        Assert.Equal(NomadError.Forbidden, await ErrorOf(() => controller.Jobs.RegisterAsync(trial.Speaking(), null, Token)));
        Assert.Equal(NomadError.Forbidden, await ErrorOf(() => controller.Jobs.StopAsync(trial.Id, purge: true, Token)));
        Assert.Equal(NomadError.Forbidden, await ErrorOf(async () => await controller.Nodes.DrainAsync((await own.NodeAsync(own.First)).ID, TimeSpan.FromMinutes(1), false, Token)));
        Assert.Equal(NomadError.Forbidden, await ErrorOf(() => controller.Operator.CollectGarbageAsync(Token)));
        Assert.Equal(NomadError.Forbidden, await ErrorOf(async () =>
        {
            await using var run = await controller.Allocations.ExecAsync(allocation.ID, WorkerContainer.TaskName, ["/polydev-worker", "--version"], terminal: false, greet: true, Token);
            await foreach (var _ in run.ReadAsync(Token))
            {
            }
        }));
    }

    [Fact]
    public async Task Nobody_without_a_token_or_without_a_certificate_sees_anything()
    {
        var own = live.RequireOwn();
        var anonymous = new Dictionary<string, string>(own.Environment, StringComparer.Ordinal);
        anonymous.Remove("NOMAD_TOKEN");
        using var nobody = new NomadClient(LiveCluster.OptionsOf(anonymous), TimeProvider.System);
        Assert.Equal(NomadError.Forbidden, await ErrorOf(() => nobody.Jobs.ListAsync(null, Token)));

        var uncertified = new Dictionary<string, string>(own.Environment, StringComparer.Ordinal);
        uncertified.Remove("NOMAD_CLIENT_CERT");
        uncertified.Remove("NOMAD_CLIENT_KEY");
        using var stranger = new NomadClient(LiveCluster.OptionsOf(uncertified), TimeProvider.System);
        var refused = await ErrorOf(() => stranger.Jobs.ListAsync(null, Token));
        Assert.True(refused is NomadError.Tls or NomadError.Unreachable, refused.ToString());
    }

    private static async Task<NomadError> ErrorOf(Func<Task> refused) => (await Assert.ThrowsAsync<NomadException>(refused)).Error;
}

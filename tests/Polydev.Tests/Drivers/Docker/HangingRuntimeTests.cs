using Polydev.Drivers;
using Polydev.Drivers.Docker;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>A runtime that never comes to an end with a container keeps the engine from removing it: everything else must go on.</summary>
public sealed class HangingRuntimeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_that_hangs_ends_in_time_and_its_runtime_is_ended_so_that_nothing_is_left()
    {
        await using var fixture = await HangingAsync();
        var hang = new TaskCompletionSource();
        var shim = 0;
        fixture.Engine.StartGate = hang.Task;
        fixture.Machine.StartShim(new string('f', 64), fixture.Options.SocketDirectory);
        fixture.Machine.OnKilled = _ => hang.TrySetException(new IOException("killed"));
        fixture.Engine.Next("start", context =>
        {
            shim = fixture.Machine.StartShim(Assert.Single(fixture.Engine.Containers.Keys), fixture.Options.SocketDirectory);
            return hang.Task;
        });

        Assert.Equal(DriverError.StartTimedOut, (await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), Token)).Error);

        Assert.Equal([shim], fixture.Machine.Killed);
        Assert.Empty(fixture.Engine.Containers);
    }

    [Fact]
    public async Task A_start_that_hangs_where_we_may_end_no_runtime_is_cleaned_up_after_as_soon_as_the_engine_can()
    {
        await using var fixture = await HangingAsync();
        fixture.Options.SweepEvery = TimeSpan.FromMilliseconds(20);
        await fixture.Driver.RecoverAsync(Token);
        var hang = new TaskCompletionSource();
        fixture.Engine.StartGate = hang.Task;
        Assert.Equal(DriverError.StartTimedOut, (await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), Token)).Error);
        Assert.Single(fixture.Engine.Containers);
        await fixture.WatchAsync();

        hang.SetResult();

        await DockerDriverFixture.UntilAsync(() => fixture.Engine.Containers.IsEmpty);
    }

    [Fact]
    public async Task A_trial_that_hangs_says_so_in_time_and_leaves_nothing()
    {
        await using var fixture = await HangingAsync();
        var hang = new TaskCompletionSource();
        fixture.Engine.StartGate = hang.Task;
        fixture.Machine.OnKilled = _ => hang.TrySetException(new IOException("killed"));
        fixture.Engine.Next("start", _ =>
        {
            fixture.Machine.StartShim(Assert.Single(fixture.Engine.Containers.Keys), fixture.Options.SocketDirectory);
            return hang.Task;
        });

        var why = await ContainerTrial.RunAsync(fixture.Options, fixture.Machine.Shims, TimeProvider.System, Token);

        Assert.Contains("did not answer in time", why, StringComparison.Ordinal);
        Assert.Empty(fixture.Engine.Containers);
    }

    [Fact]
    public async Task Ends_of_others_are_told_while_a_container_cannot_be_removed()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.Driver.RecoverAsync(Token);
        fixture.Engine.Place("created", (ContainerLabels.Owner, fixture.Owner), (ContainerLabels.Worker, "stuck"));
        var stuck = new TaskCompletionSource();
        fixture.Engine.Next("remove", _ => stuck.Task);
        await fixture.WatchAsync();

        fixture.Engine.Die(placed.ExternalId, 3);

        Assert.Equal("exited with code 3", (await fixture.NextEndAsync()).Reason);
        stuck.SetResult();
    }

    [Fact]
    public async Task The_next_controller_does_not_wait_for_what_cannot_be_removed()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.RestartAsync();
        fixture.Options.RecoveryPatience = TimeSpan.FromSeconds(1);
        fixture.Engine.Place("created", (ContainerLabels.Owner, fixture.Owner), (ContainerLabels.Worker, "stuck"));
        var stuck = new TaskCompletionSource();
        fixture.Engine.Next("remove", _ => stuck.Task);

        Assert.Equal([placed], await fixture.Driver.RecoverAsync(Token));
        stuck.SetResult();
    }

    private static async Task<DockerDriverFixture> HangingAsync()
    {
        var fixture = await DockerDriverFixture.StartAsync();
        (fixture.Options.StartTimeout, fixture.Options.StopTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(300));
        fixture.Engine.LocksWhileStarting = true;
        return fixture;
    }
}

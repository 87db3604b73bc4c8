using System.Net.Sockets;
using Polydev.Drivers;
using Polydev.Drivers.Docker;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>What becomes of containers when the controller or the engine goes away and comes back.</summary>
public sealed class ContainerRecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_controller_finds_live_workers_and_watches_them()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.RestartAsync();

        Assert.Equal([placed], await fixture.Driver.RecoverAsync(Token));
        await fixture.WatchAsync();
        fixture.Engine.Die(placed.ExternalId, 3);

        Assert.Equal("exited with code 3", (await fixture.NextEndAsync()).Reason);
    }

    [Fact]
    public async Task Recovery_removes_what_never_ran_or_has_ended_and_touches_nobody_elses()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var foreign = fixture.Engine.Place("exited", ("com.example", "x"));
        var neighbour = fixture.Engine.Place("running", (ContainerLabels.Owner, new string('0', 32)), (ContainerLabels.Worker, "w9"));
        foreach (var state in new[] { "created", "exited", "dead" })
        {
            fixture.Engine.Place(state, (ContainerLabels.Owner, fixture.Owner), (ContainerLabels.Worker, "w-" + state));
        }

        Assert.Empty(await fixture.Driver.RecoverAsync(Token));

        Assert.Equal([foreign, neighbour], fixture.Engine.Containers.Keys.Order());
    }

    [Fact]
    public async Task Recovery_waits_for_an_engine_that_is_still_starting()
    {
        await using var fixture = DockerDriverFixture.WithoutEngine();
        var recovering = fixture.Driver.RecoverAsync(Token);
        await fixture.StartEngineAsync();

        Assert.Empty(await recovering);
    }

    [Fact]
    public async Task Recovery_without_an_engine_says_what_is_missing()
    {
        await using var fixture = DockerDriverFixture.WithoutEngine();
        fixture.Options.RecoveryPatience = TimeSpan.FromSeconds(2);

        var missing = await Assert.ThrowsAsync<IOException>(() => fixture.Driver.RecoverAsync(Token));

        Assert.Contains("there is no Docker engine at", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovery_from_an_engine_that_does_not_answer_says_so()
    {
        await using var fixture = DockerDriverFixture.WithoutEngine();
        fixture.Options.RecoveryPatience = TimeSpan.FromMilliseconds(50);
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(fixture.Options.EngineSocket));
        silent.Listen();

        var missing = await Assert.ThrowsAsync<IOException>(() => fixture.Driver.RecoverAsync(Token));

        Assert.Contains("did not answer in time", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_of_ours_that_is_nobodys_worker_is_removed()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        await fixture.Driver.RecoverAsync(Token);
        var foreign = fixture.Engine.Place("running", ("com.example", "x"));
        fixture.Engine.Place("running", (ContainerLabels.Owner, fixture.Owner), (ContainerLabels.Worker, "forgotten"));
        var placed = await fixture.PlaceAsync("w1");

        await fixture.WatchAsync();

        await DockerDriverFixture.UntilAsync(() => fixture.Engine.Containers.Count == 2);
        Assert.Equal(new[] { foreign, placed.ExternalId }.Order(), fixture.Engine.Containers.Keys.Order());
    }

    [Fact]
    public async Task A_worker_that_could_not_be_stopped_is_removed_when_the_engine_can_and_its_end_is_told()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Options.SweepEvery = TimeSpan.FromMilliseconds(20);
        await fixture.Driver.RecoverAsync(Token);
        var (stuck, other) = (await fixture.PlaceAsync("w1"), await fixture.PlaceAsync("w2"));
        fixture.Engine.Next("remove", 500, """{"message":"the engine is shutting down"}""");
        Assert.False((await fixture.Driver.StopAsync(stuck, Token)).Stopped);
        Assert.Equal(2, fixture.Engine.Containers.Count);

        await fixture.WatchAsync();

        await DockerDriverFixture.UntilAsync(() => fixture.Engine.Containers.Count == 1);
        Assert.Equal([other.ExternalId], fixture.Engine.Containers.Keys);
        Assert.Equal((stuck, "stopped"), (await fixture.NextEndAsync()) is var end ? (end.Allocation, end.Reason) : default);
    }

    [Fact]
    public async Task Before_recovery_nothing_is_taken_for_an_orphan()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        await fixture.PlaceAsync("w1");
        await fixture.RestartAsync();

        await fixture.WatchAsync();

        Assert.Single(fixture.Engine.Containers);
    }

    [Fact]
    public async Task What_died_while_the_engine_was_away_is_told_when_it_is_back_and_what_lives_is_not()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var (dead, live) = (await fixture.PlaceAsync("w1"), await fixture.PlaceAsync("w2"));
        await fixture.WatchAsync();

        fixture.Engine.Containers.TryRemove(dead.ExternalId, out _);
        fixture.Engine.BreakOff();

        var end = await fixture.NextEndAsync();
        Assert.Equal((dead, "it was gone when the Docker engine answered again"), (end.Allocation, end.Reason));
        await fixture.Engine.ListenedAsync();
        fixture.Engine.Die(live.ExternalId, 0);
        Assert.Equal(live, (await fixture.NextEndAsync()).Allocation);
    }

    [Fact]
    public async Task An_end_that_a_list_shows_before_its_event_comes_is_told_with_the_events_reason()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.WatchAsync();

        // After a break the driver compares first, and listens then.
        fixture.Engine.Containers[placed.ExternalId].State = "exited";
        fixture.Engine.BreakOff();
        await fixture.Engine.ListenedAsync();
        fixture.Engine.Die(placed.ExternalId, 3);

        Assert.Equal(new AllocationEnded(placed, "exited with code 3", 3), await fixture.NextEndAsync());
    }

    [Fact]
    public async Task A_sweep_finds_what_no_event_told()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Options.SweepEvery = TimeSpan.FromMilliseconds(20);
        var placed = await fixture.PlaceAsync("w1");
        await fixture.WatchAsync();

        fixture.Engine.Containers.TryRemove(placed.ExternalId, out _);

        Assert.Equal(placed, (await fixture.NextEndAsync()).Allocation);
    }
}

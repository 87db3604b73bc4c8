using System.Diagnostics.Metrics;
using Polydev.Drivers;
using static Polydev.Tests.Drivers.Remote.RemoteRig;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>Nodes over restarts of the controller, and their drains.</summary>
public sealed class NodeLifeTests
{
    [Fact]
    public async Task A_restarted_controller_waits_for_its_nodes_and_finds_their_workers()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        await rig.RestartAsync();
        var recovery = rig.Driver.RecoverAsync(Soon);
        Assert.False(recovery.IsCompleted);
        await rig.NodeAsync("n1");
        Assert.Equal(("w1", "n1"), (Assert.Single(await recovery) is var found ? found.WorkerId : "", found.Node));
    }

    [Fact]
    public async Task It_waits_no_longer_than_it_must_and_takes_late_workers_in_afterwards()
    {
        await using var rig = new RemoteRig();
        var late = await rig.NodeAsync("late");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        await rig.RestartAsync();
        var recovery = rig.Driver.RecoverAsync(Soon);
        rig.Clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Empty(await recovery);
        Assert.Equal("away", rig["late"].State);
        await rig.NodeAsync("late");
        await foreach (var found in rig.Driver.FindLateAsync(Soon))
        {
            Assert.Equal(("w1", "late"), (found.WorkerId, found.Node));
            break;
        }

        late.Driver.End("w1", "out of memory");
        Assert.Equal("out of memory", (await rig.EndAsync()).Reason);
    }

    [Fact]
    public async Task A_controller_without_a_past_waits_for_nobody()
    {
        await using var rig = new RemoteRig();
        Assert.Empty(await rig.Driver.RecoverAsync(Soon));
    }

    [Fact]
    public async Task What_an_earlier_controller_began_to_start_is_ended()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        node.Driver.Options.StartDelay = TimeSpan.FromSeconds(3);
        _ = rig.Driver.StartAsync(Spec("w1"), Soon);
        await Until(() => node.Driver.Starts == 1);
        await rig.RestartAsync();
        var recovery = rig.Driver.RecoverAsync(Soon);
        await rig.NodeAsync("n1");
        Assert.Empty(await recovery);
        await rig.PassAsync(TimeSpan.FromSeconds(4));
        await Until(() => node.Server.Workers == 0);
        Assert.Empty(node.Live);
    }

    [Fact]
    public async Task A_stop_for_a_node_not_heard_of_since_the_restart_is_done_when_it_comes()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        var allocation = (await rig.Driver.StartAsync(Spec("w1"), Soon)).Allocation!;
        await rig.RestartAsync();
        Assert.True((await rig.Driver.StopAsync(allocation, Soon)).Stopped);
        await rig.NodeAsync("n1");
        await Until(() => !node.Live.Any());
        Assert.Empty(await rig.Driver.RecoverAsync(Soon));
    }

    [Fact]
    public async Task A_drained_node_takes_no_starts_and_stays_drained_over_a_restart()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1");
        Assert.True(rig.Driver.Drain("n1", "operator", TimeSpan.FromMinutes(10)));
        Assert.False(rig.Driver.Drain("n2", "operator", TimeSpan.FromMinutes(10)));
        await rig.RestartAsync();
        await rig.NodeAsync("n1");
        Assert.Equal(("draining", "drained by operator", rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(10)), (rig["n1"].State, rig["n1"].Message, rig["n1"].DrainDeadline));
        Assert.Equal(DriverError.Unavailable, (await rig.Driver.StartAsync(Spec("w1"), Soon)).Error);
        Assert.True(rig.Driver.Undrain("n1", "operator"));
        Assert.True((await rig.Driver.StartAsync(Spec("w1"), Soon)).Started);
        await rig.RestartAsync();
        await rig.NodeAsync("n1");
        Assert.Equal("ready", rig["n1"].State);
    }

    [Fact]
    public async Task A_node_drains_as_long_as_anybody_wants_it_until_the_earliest_deadline()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1");
        rig.Driver.Drain("n1", "operator", TimeSpan.FromMinutes(10));
        rig.Driver.Drain("n1", "nomad", TimeSpan.FromMinutes(5));
        Assert.Equal(rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(5), rig["n1"].DrainDeadline);
        Assert.Equal("drained by nomad and operator", rig["n1"].Message);
        rig.Driver.Undrain("n1", "nomad");
        Assert.Equal("draining", rig["n1"].State);
        rig.Driver.Undrain("n1", "operator");
        Assert.Equal("ready", rig["n1"].State);
    }

    [Fact]
    public async Task A_node_that_is_told_to_stop_drains_itself_and_its_next_process_does_not()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        var allocation = (await rig.Driver.StartAsync(Spec("w1"), Soon)).Allocation!;
        var drain = node.Server.DrainAsync(TimeSpan.FromMinutes(1), Soon);
        await Until(() => rig["n1"].State == "draining");
        await node.CutAsync();
        await rig.NodeAsync("n1");
        Assert.Equal("draining", rig["n1"].State);
        await rig.Driver.StopAsync(allocation, Soon);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await drain);
        await node.RestartAsync();
        await rig.NodeAsync("n1");
        Assert.Equal("ready", rig["n1"].State);
    }

    [Fact]
    public async Task A_node_waits_for_its_workers_until_the_controller_must_have_ended_them_and_no_longer()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        var drain = node.Server.DrainAsync(TimeSpan.FromSeconds(3), Soon);
        await rig.PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(drain.IsCompleted);
        await rig.PassAsync(TimeSpan.FromSeconds(2));
        Assert.False(await drain);
    }

    [Fact]
    public async Task A_node_that_is_put_out_ends_its_workers_and_those_that_are_being_started()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        node.Driver.Options.StartDelay = TimeSpan.FromSeconds(3);
        _ = rig.Driver.StartAsync(Spec("w2"), Soon);
        await Until(() => node.Driver.Starts == 2);
        await node.CutAsync();
        var ended = node.Server.EndAllAsync(Soon);
        await Until(() => node.Driver.Live.Count == 0);
        rig.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until(() => node.Server.Workers == 0);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await ended;
        Assert.Empty(node.Live);
    }

    [Fact]
    public async Task A_node_that_is_put_out_ends_the_workers_of_its_earlier_process_too()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        await node.RestartAsync();
        await node.Server.EndAllAsync(Soon);
        Assert.Empty(node.Live);
    }

    [Fact]
    public async Task A_node_with_something_in_its_way_takes_no_workers_and_says_why()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        node.Obstacle = "the gateway does not start";
        await rig.PassAsync(TimeSpan.FromSeconds(6));
        Assert.Equal(("unusable", "the gateway does not start"), (rig["n1"].State, rig["n1"].Message));
        Assert.Equal(DriverError.Unavailable, (await rig.Driver.StartAsync(Spec("w1"), Soon)).Error);
        node.Obstacle = null;
        await rig.PassAsync(TimeSpan.FromSeconds(6));
        Assert.True((await rig.Driver.StartAsync(Spec("w1"), Soon)).Started);
    }

    [Fact]
    public async Task A_host_counts_its_workers_its_starts_and_its_ends()
    {
        await using var rig = new RemoteRig();
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, it) => Listen(rig, instrument, it) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = tags.Length > 0 ? $"{instrument.Name} {tags[0].Value}" : instrument.Name;
            seen[name] = instrument.IsObservable ? value : seen.GetValueOrDefault(name) + value;
        });
        listener.Start();
        var node = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        node.Driver.Options.Failure = DriverError.ImageMissing;
        await rig.Driver.StartAsync(Spec("w2"), Soon);
        listener.RecordObservableInstruments();
        Assert.Equal((2, 1, 1), (seen["polydev_local_worker_starts"], seen["polydev_local_worker_start_failures image_missing"], seen["polydev_local_workers running"]));
        node.Driver.End("w1", "out of memory");
        await rig.EndAsync();
        listener.RecordObservableInstruments();
        Assert.Equal((1, 0), (seen["polydev_local_worker_ends"], seen["polydev_local_workers running"]));
    }

    /// <summary>Only what this rig counts: other tests run beside it.</summary>
    private static void Listen(RemoteRig rig, Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter == rig.Meters.Create("Polydev.Node"))
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    [Fact]
    public async Task A_memory_that_cannot_be_read_costs_no_start()
    {
        await using var rig = new RemoteRig();
        await File.WriteAllTextAsync(rig.Options.StateFile, "not json", Soon);
        await rig.RestartAsync();
        await rig.NodeAsync("n1");
        Assert.True((await rig.Driver.StartAsync(Spec("w1"), Soon)).Started);
    }
}

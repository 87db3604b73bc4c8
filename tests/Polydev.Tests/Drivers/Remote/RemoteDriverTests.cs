using System.Diagnostics.Metrics;
using Polydev.Drivers;
using static Polydev.Tests.Drivers.Remote.RemoteRig;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>Workers on nodes, from the controller's side.</summary>
public sealed class RemoteDriverTests
{
    [Fact]
    public async Task A_worker_is_placed_by_a_nodes_own_driver_and_its_end_is_told()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        var allocation = (await rig.Driver.StartAsync(Spec("w1"), Soon)).Allocation!;
        Assert.Equal(("fake", "n1", "w1", "default"), (allocation.Driver, allocation.Node, allocation.WorkerId, allocation.Pool));
        node.Driver.End("w1", "out of memory", 137);
        Assert.Equal(new AllocationEnded(allocation, "out of memory", 137), await rig.EndAsync());
    }

    [Fact]
    public async Task Without_a_node_nothing_starts_and_it_is_said_what_to_do()
    {
        await using var rig = new RemoteRig();
        var result = await rig.Driver.StartAsync(Spec("w1"), Soon);
        Assert.Equal(DriverError.Unavailable, result.Error);
        Assert.Contains("polydev nodes token", result.Message, StringComparison.Ordinal);
        var probe = await rig.Driver.ProbeAsync(Soon);
        Assert.Equal((false, "no node is connected"), (probe.Usable, probe.Isolation.Mechanism));
    }

    [Fact]
    public async Task The_same_worker_asked_for_twice_is_started_once()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        node.Driver.Options.StartDelay = TimeSpan.FromSeconds(1);
        var (one, two) = (rig.Driver.StartAsync(Spec("w1"), Soon), rig.Driver.StartAsync(Spec("w1"), Soon));
        await Until(() => node.Driver.Starts == 1);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((await one).Allocation, (await two).Allocation);
        Assert.Equal((await one).Allocation, (await rig.Driver.StartAsync(Spec("w1"), Soon)).Allocation);
        Assert.Equal(1, node.Driver.Starts);
    }

    [Fact]
    public async Task A_node_that_cannot_is_passed_over_and_after_three_failures_rested_alone()
    {
        await using var rig = new RemoteRig();
        var broken = await rig.NodeAsync("broken", memory: 64L << 30);
        var well = await rig.NodeAsync("well");
        broken.Driver.Options.Failure = DriverError.Unavailable;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("well", (await rig.Driver.StartAsync(Spec("w" + i), Soon)).Allocation!.Node);
        }

        Assert.Equal((3, "resting", "ready"), (broken.Driver.Starts, rig["broken"].State, rig["well"].State));
        Assert.Equal((3, "told to fail always"), (rig["broken"].StartFailures, rig["broken"].LastStartFailure));
        broken.Driver.Options.Failure = null;
        await rig.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("broken", (await rig.Driver.StartAsync(Spec("w9"), Soon)).Allocation!.Node);
        Assert.Equal(5, well.Driver.Starts);
    }

    [Fact]
    public async Task A_node_whose_workers_never_become_warm_is_rested_too()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1");
        for (var i = 0; i < 3; i++)
        {
            rig.Driver.StartWent((await rig.Driver.StartAsync(Spec("w" + i), Soon)).Allocation!, "it did not say hello within 30 s");
        }

        Assert.Equal("resting", rig["n1"].State);
        rig.Driver.StartWent((await rig.Driver.RecoverAsync(Soon))[0], failure: null);
        Assert.Equal("ready", rig["n1"].State);
    }

    [Fact]
    public async Task A_worker_must_fit_on_one_node()
    {
        await using var rig = new RemoteRig();
        foreach (var name in new[] { "n1", "n2", "n3" })
        {
            await rig.NodeAsync(name, memory: (1024 + 100) << 20);
        }

        var result = await rig.Driver.StartAsync(Spec("w1"), Soon);
        Assert.Equal(DriverError.OutOfCapacity, result.Error);
        Assert.Contains("none of 3 nodes has room for a worker of 256 MiB", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starts_on_one_node_are_paced()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        node.Driver.Options.StartDelay = TimeSpan.FromSeconds(1);
        var starts = Enumerable.Range(0, 6).Select(i => rig.Driver.StartAsync(Spec("w" + i), Soon)).ToList();
        await Until(() => node.Driver.Starts == 4);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await Until(() => node.Driver.Starts == 6);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.All(await Task.WhenAll(starts), r => Assert.True(r.Started));
    }

    [Fact]
    public async Task An_answer_lost_on_the_wire_is_found_again_at_the_next_hello()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        node.Driver.Options.StartDelay = TimeSpan.FromSeconds(2);
        var start = rig.Driver.StartAsync(Spec("w1"), Soon);
        await Until(() => node.Driver.Starts == 1);
        await node.CutAsync();
        await rig.PassAsync(TimeSpan.FromSeconds(3));
        await Until(() => node.Live.Any());
        Assert.False(start.IsCompleted);
        await rig.NodeAsync("n1");
        Assert.Equal("w1", (await start).Allocation!.WorkerId);
        Assert.Equal(1, node.Driver.Starts);
    }

    [Fact]
    public async Task A_start_on_a_node_that_stays_away_fails_and_what_came_of_it_is_ended()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        node.Driver.Options.StartDelay = TimeSpan.FromSeconds(2);
        var start = rig.Driver.StartAsync(Spec("w1"), Soon);
        await Until(() => node.Driver.Starts == 1);
        await node.CutAsync();
        await rig.PassAsync(TimeSpan.FromSeconds(6));
        Assert.Equal((DriverError.Unavailable, "node n1 went away while it started the worker"), ((await start).Error!.Value, (await start).Message));
        await Until(() => node.Live.Any());
        await rig.NodeAsync("n1");
        await Until(() => !node.Live.Any());
    }

    [Fact]
    public async Task A_start_without_an_answer_is_given_up_and_the_late_worker_ended()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        node.Driver.Options.StartDelay = TimeSpan.FromMinutes(2);
        var start = rig.Driver.StartAsync(Spec("w1"), Soon);
        await Until(() => node.Driver.Starts == 1);
        await rig.PassAsync(TimeSpan.FromSeconds(46));
        Assert.Equal((DriverError.StartTimedOut, "node n1 gave no answer for 45 s"), ((await start).Error!.Value, (await start).Message));
        Assert.Equal(1, rig["n1"].StartFailures);
        await rig.PassAsync(TimeSpan.FromSeconds(80));
        await Until(() => node.Server.Workers == 0);
        Assert.Empty(node.Live);
    }

    [Fact]
    public async Task A_stop_on_a_node_that_is_away_succeeds_and_is_done_when_it_is_back()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        var allocation = (await rig.Driver.StartAsync(Spec("w1"), Soon)).Allocation!;
        await node.CutAsync();
        var stop = await rig.Driver.StopAsync(allocation, Soon);
        Assert.Equal((true, "node n1 is away; the worker is ended when it is back"), (stop.Stopped, stop.Message));
        Assert.Equal(["w1"], node.Live);
        await rig.NodeAsync("n1");
        await Until(() => !node.Live.Any());
        Assert.Equal(("w1", "stopped"), (await rig.EndAsync() is var end ? end.Allocation.WorkerId : "", end.Reason));
    }

    [Fact]
    public async Task The_workers_of_a_lost_node_end_after_a_window_and_the_healed_node_is_clean()
    {
        await using var rig = new RemoteRig();
        var lost = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        var other = await rig.NodeAsync("n2", memory: 64L << 30);
        await lost.CutAsync();
        Assert.Equal("away", rig["n1"].State);
        Assert.Equal("n2", (await rig.Driver.StartAsync(Spec("w2"), Soon)).Allocation!.Node);
        await rig.PassAsync(TimeSpan.FromSeconds(11));
        var end = await rig.EndAsync();
        Assert.Equal(("w1", "node n1 lost"), (end.Allocation.WorkerId, end.Reason));
        Assert.Equal(["w1"], lost.Live);
        await rig.NodeAsync("n1");
        await Until(() => !lost.Live.Any());
        Assert.Equal(["w2"], other.Live);
        Assert.Equal("ready", rig["n1"].State);
    }

    [Fact]
    public async Task A_connection_that_is_dialled_again_at_once_costs_no_worker()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        await rig.Driver.StartAsync(Spec("w2"), Soon);
        await node.CutAsync();
        node.Driver.End("w1", "killed by signal 9", 137);
        await rig.PassAsync(TimeSpan.FromSeconds(9));
        await node.RestartAsync();
        await rig.NodeAsync("n1");
        var end = await rig.EndAsync();
        Assert.Equal(("w1", "it was gone when its node came back"), (end.Allocation.WorkerId, end.Reason));
        Assert.Equal(["w2"], node.Live);
    }

    [Fact]
    public async Task An_end_that_nobody_heard_is_said_again_with_its_reason()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        await node.CutAsync();
        node.Driver.End("w1", "out of memory", 137);
        await Until(() => node.Server.Workers == 0);
        await rig.NodeAsync("n1");
        Assert.Equal("out of memory", (await rig.EndAsync()).Reason);
    }

    [Fact]
    public async Task A_silent_node_gets_no_starts_and_counts_as_away()
    {
        await using var rig = new RemoteRig();
        var mute = await SilentNode.DialAsync(rig, "mute");
        await rig.NodeAsync("n1");
        await rig.PassAsync(TimeSpan.FromSeconds(16));
        await mute.Serving;
        Assert.Equal("away", rig["mute"].State);
        Assert.Contains("\"type\":\"closing\",\"reason\":\"no word for 15 s\"", await mute.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_say_hello_first_or_in_time_is_closed()
    {
        await using var rig = new RemoteRig();
        var (early, late) = (new PipePair(), new PipePair());
        var first = PipePair.ServeAsync(early.Controller, end => rig.Driver.ServeAsync("n1", end, Soon));
        await SilentNode.SayAsync(early.Node, """{"type":"pong"}""");
        await first;
        Assert.Contains("the first line is no hello", await SilentNode.ReadAsync(early.Node), StringComparison.Ordinal);
        var second = PipePair.ServeAsync(late.Controller, end => rig.Driver.ServeAsync("n1", end, Soon));
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        await second;
        Assert.Equal("away", rig["n1"].State);
    }

    [Fact]
    public async Task A_second_connection_of_the_same_node_takes_the_place_of_the_first()
    {
        await using var rig = new RemoteRig();
        var first = await SilentNode.DialAsync(rig, "n1");
        await rig.NodeAsync("n1");
        await first.Serving;
        Assert.Contains("the node dialled again", await first.ReadAsync(), StringComparison.Ordinal);
        Assert.True((await rig.Driver.StartAsync(Spec("w1"), Soon)).Started);
    }

    [Fact]
    public async Task A_revoked_node_loses_its_workers_at_once()
    {
        await using var rig = new RemoteRig();
        var node = await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        Assert.True(rig.Driver.Revoke("n1"));
        Assert.Equal("node n1 revoked", (await rig.EndAsync()).Reason);
        Assert.Equal("revoked", rig["n1"].State);
        await node.CutAsync();
        Assert.False(rig.Driver.Revoke("n2"));
    }

    [Fact]
    public async Task Isolation_is_that_of_the_weakest_node_and_says_which_that_is()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1");
        await SilentNode.DialAsync(rig, "open");
        var probe = await rig.Driver.ProbeAsync(Soon);
        Assert.Equal("fake on n1; none on open", probe.Isolation.Mechanism);
        Assert.Equal((true, false, true), (probe.Usable, probe.Isolation.Network, probe.Isolation.Processes));
        Assert.Equal(("none", "none on n1"), (probe.Isolation.MemoryLimit, probe.Isolation.CpuLimit));
    }

    [Fact]
    public async Task Each_node_is_counted()
    {
        await using var rig = new RemoteRig();
        var seen = new Dictionary<string, (long Value, object? Node)>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, it) => Listen(rig, instrument, it) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[instrument.Name] = (value, tags[0].Value));
        listener.Start();
        await rig.NodeAsync("n1");
        await rig.Driver.StartAsync(Spec("w1"), Soon);
        listener.RecordObservableInstruments();
        Assert.Equal((1, "n1"), seen["polydev_node_starts"]);
        Assert.Equal((1, "n1"), seen["polydev_node_connected"]);
        Assert.Equal((1, "n1"), seen["polydev_node_workers"]);
        Assert.DoesNotContain("polydev_node_start_failures", seen.Keys);
    }

    /// <summary>Only what this rig counts: other tests run beside it.</summary>
    private static void Listen(RemoteRig rig, Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter == rig.Meters.Create("Polydev.Drivers"))
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}

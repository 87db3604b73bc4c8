using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Drains;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Nomad.Model;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>A host that the cluster drains is drained on our side too.</summary>
public sealed class ClusterDrainsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_drain_that_begins_is_passed_on_with_its_deadline_and_taken_back_with_it()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var (drains, ours, stop) = await StartAsync(cluster);
        await cluster.ListenedAsync();

        cluster.ChangeNode(0, Draining("n1", "2026-03-14T12:10:00Z"));
        await NomadDriverFixture.UntilAsync(() => ours.Wishes.ContainsKey("n1") && ours.Wishes.ContainsKey("host-n1"));
        Assert.Equal(TimeSpan.FromMinutes(10), ours.Wishes["n1"]);
        Assert.Equal(s_now.AddMinutes(10), Assert.Single(drains.Draining).Value.Deadline);

        cluster.ChangeNode(0, FakeCluster.Node("n1", eligibility: "ineligible"));
        cluster.ChangeNode(0, FakeCluster.Node("n1"));
        await NomadDriverFixture.UntilAsync(() => ours.Wishes.IsEmpty);
        Assert.Empty(drains.Draining);
        await stop();
    }

    [Fact]
    public async Task A_drain_that_is_over_and_told_again_by_a_restarted_agent_is_no_drain()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes[0]!["ModifyIndex"] = 50;
        cluster.Nodes.Add(FakeCluster.Node("n2"));
        var (_, ours, stop) = await StartAsync(cluster);
        await cluster.ListenedAsync();
        await NomadDriverFixture.UntilAsync(() => ours.Undrained.Contains("n2"));

        cluster.TellNode(At(Draining("n1", "2026-03-14T12:10:00Z"), 20));
        cluster.ChangeNode(1, At(Draining("n2", "2026-03-14T12:10:00Z"), 60));
        await NomadDriverFixture.UntilAsync(() => ours.Wishes.ContainsKey("n2"));

        Assert.DoesNotContain("n1", ours.Asked);
        await stop();
    }

    [Fact]
    public async Task A_drain_that_was_there_before_is_found_by_asking()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes[0] = Draining("n1", "2026-03-14T11:00:00Z");
        var (_, ours, stop) = await StartAsync(cluster);

        await NomadDriverFixture.UntilAsync(() => ours.Wishes.ContainsKey("n1"));

        Assert.Equal(TimeSpan.Zero, ours.Wishes["n1"]);
        await stop();
    }

    [Fact]
    public async Task A_drain_that_ended_while_nobody_looked_is_taken_back()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var remembered = new FakeDrains();
        remembered.Drain("n1", "nomad", TimeSpan.FromMinutes(1));
        var (_, ours, stop) = await StartAsync(cluster, remembered);

        await NomadDriverFixture.UntilAsync(() => ours.Wishes.IsEmpty);
        await stop();
    }

    [Fact]
    public async Task A_drain_that_was_over_when_the_controller_started_again_is_taken_back_when_the_host_is_in_use_again()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes[0] = FakeCluster.Node("n1", eligibility: "ineligible");
        var remembered = new FakeDrains();
        remembered.Drain("n1", "nomad", TimeSpan.FromMinutes(1));
        var (_, ours, stop) = await StartAsync(cluster, remembered);
        await cluster.ListenedAsync();
        await NomadDriverFixture.UntilAsync(() => cluster.Asked.Contains("node"));
        Assert.Equal(TimeSpan.FromMinutes(1), ours.Wishes["n1"]);

        cluster.ChangeNode(0, FakeCluster.Node("n1"));

        await NomadDriverFixture.UntilAsync(() => ours.Wishes.IsEmpty);
        await stop();
    }

    [Fact]
    public async Task A_drain_that_began_and_was_over_while_nobody_looked_is_passed_on_and_a_remembered_deadline_stays()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes[0] = Drained("n1");
        var remembered = new FakeDrains();
        remembered.Drain("host-n1", "nomad", TimeSpan.FromMinutes(1));
        var (_, ours, stop) = await StartAsync(cluster, remembered);

        await NomadDriverFixture.UntilAsync(() => ours.Wishes.ContainsKey("n1"));
        Assert.Equal(TimeSpan.FromMinutes(1), ours.Wishes["host-n1"]);

        cluster.ChangeNode(0, FakeCluster.Node("n1"));
        await NomadDriverFixture.UntilAsync(() => ours.Wishes.IsEmpty);
        await stop();
    }

    [Fact]
    public async Task A_node_of_ours_that_joins_later_drains_with_the_next_look()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes[0] = Draining("n1", "2026-03-14T12:10:00Z");
        var time = new FakeTimeProvider(s_now);
        var ours = new FakeDrains { Known = false };
        var (drains, _, stop) = await StartAsync(cluster, ours, time);
        await NomadDriverFixture.UntilAsync(() => drains.Draining.Count > 0);
        Assert.Empty(ours.Wishes);

        ours.Known = true;
        time.Advance(TimeSpan.FromSeconds(30));

        await NomadDriverFixture.UntilAsync(() => ours.Wishes.ContainsKey("n1"));
        await stop();
    }

    [Fact]
    public void A_node_that_has_drained_stays_out_until_it_is_eligible_again()
    {
        var node = new NomadNode { ID = "1", Name = "n1", SchedulingEligibility = "ineligible" };
        var before = new NodeDrain(["n1"], s_now);

        Assert.Same(before, NodeDrain.Of(node, before, s_now));
        Assert.Null(NodeDrain.Of(node, before: null, s_now));
        Assert.Null(NodeDrain.Of(node with { SchedulingEligibility = "eligible" }, before, s_now));
    }

    [Fact]
    public void A_node_that_takes_nothing_new_drains_only_when_it_was_drained()
    {
        var node = new NomadNode { ID = "1", Name = "n1", SchedulingEligibility = "ineligible" };

        Assert.NotNull(NodeDrain.Of(node with { LastDrain = new LastDrain { Status = "complete" } }, before: null, s_now));
        Assert.Null(NodeDrain.Of(node with { LastDrain = new LastDrain { Status = "canceled" } }, before: null, s_now));
    }

    [Fact]
    public void A_forced_drain_is_over_now_and_one_without_a_deadline_never()
    {
        var node = new NomadNode { ID = "1", Name = "n1", Drain = true };

        Assert.Equal(s_now, NodeDrain.Of(node with { DrainStrategy = new DrainSpec { Deadline = TimeSpan.FromSeconds(-1) } }, before: null, s_now)!.Deadline);
        Assert.Null(NodeDrain.Of(node with { DrainStrategy = new DrainSpec { Deadline = TimeSpan.Zero, ForceDeadline = DateTimeOffset.MinValue } }, before: null, s_now)!.Deadline);
    }

    private static JsonObject At(JsonObject node, int index)
    {
        node["ModifyIndex"] = index;
        return node;
    }

    private static JsonObject Draining(string name, string deadline)
    {
        var node = FakeCluster.Node(name, eligibility: "ineligible");
        node["Drain"] = true;
        node["DrainStrategy"] = new JsonObject { ["ForceDeadline"] = deadline };
        node["Attributes"] = new JsonObject { ["unique.hostname"] = "host-" + name };
        return node;
    }

    private static JsonObject Drained(string name)
    {
        var node = FakeCluster.Node(name, eligibility: "ineligible");
        node["LastDrain"] = new JsonObject { ["Status"] = "complete" };
        node["Attributes"] = new JsonObject { ["unique.hostname"] = "host-" + name };
        return node;
    }

    private static async Task<(ClusterDrains Drains, FakeDrains Ours, Func<Task> Stop)> StartAsync(FakeCluster cluster, FakeDrains? ours = null, FakeTimeProvider? time = null)
    {
        ours ??= new FakeDrains();
        var line = new ClusterLine(ClusterHost.Target(cluster), time ?? new FakeTimeProvider(s_now));
        var drains = new ClusterDrains(line, [ours], NullLogger<ClusterDrains>.Instance);
        await drains.StartAsync(TestContext.Current.CancellationToken);
        return (drains, ours, StopAsync);

        async Task StopAsync()
        {
            await drains.StopAsync(TestContext.Current.CancellationToken);
            drains.Dispose();
            line.Dispose();
        }
    }

    /// <summary>Our side, which only writes down what is wanted.</summary>
    private sealed class FakeDrains : INodeDrains
    {
        public ConcurrentDictionary<string, TimeSpan> Wishes { get; } = new(StringComparer.Ordinal);

        public bool Known { get; set; } = true;

        public ConcurrentQueue<string> Asked { get; } = new();

        public ConcurrentQueue<string> Undrained { get; } = new();

        public bool Drain(string node, string byWhom, TimeSpan deadline)
        {
            Asked.Enqueue(node);
            if (Known)
            {
                Wishes[node] = deadline;
            }

            return Known;
        }

        public bool IsDrainedBy(string node, string byWhom) => Wishes.ContainsKey(node);

        public bool Undrain(string node, string byWhom)
        {
            Undrained.Enqueue(node);
            return Wishes.TryRemove(node, out _);
        }
    }
}

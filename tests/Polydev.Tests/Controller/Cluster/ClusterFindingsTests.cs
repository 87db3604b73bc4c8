using System.Text.Json;
using System.Text.Json.Nodes;
using Polydev.Controller.Cluster.Health;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;
using Polydev.Tests.Drivers.Nomad.Replay;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>What is found wrong with a cluster.</summary>
public sealed class ClusterFindingsTests
{
    private static readonly ClusterQuestion s_workers = new([new WorkerSize("default", 100, 256)], PlacesWorkers: true);

    [Fact]
    public void A_recorded_dev_agent_is_told_all_that_is_not_for_production()
    {
        var answers = new ClusterAnswers
        {
            Agent = Recording.Named("agent-self").Answer.Deserialize(NomadJson.Default.AgentSelf),
            Leader = "127.0.0.1:4647",
            Members = Recording.Named("agent-members").Answer.Deserialize(NomadJson.Default.AgentMembers),
            Nodes = Recording.Named("nodes-list-resources").Answer.Deserialize(NomadJson.Default.IReadOnlyListNomadNode),
            Missing = [],
        };

        var found = ClusterFindings.Of(answers, s_workers);

        Assert.Equal(["missing_host_volume", "acl_disabled", "event_buffer_small", "job_gc_slow", "gc_max_allocs_small", "image_gc"], found.Select(f => f.Code));
        Assert.Equal("error", found[0].Severity);
        Assert.All(found, finding => Assert.NotEmpty(finding.Next));
    }

    [Fact]
    public void Nodes_that_cannot_work_are_named()
    {
        var found = Find(nodes:
        [
            Node("down") with { Status = "down" },
            Node("out") with { SchedulingEligibility = "ineligible" },
            Node("sick") with { Drivers = Docker(healthy: false, "cannot connect") },
            Node("bare") with { Drivers = null },
            Node("well"),
        ]);

        Assert.Equal(["node_down", "docker_unhealthy", "node_ineligible", "docker_missing"], found.Select(f => f.Code));
        Assert.Contains("cannot connect", found[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_without_nodes_is_told() => Assert.Equal(["no_nodes"], Find(nodes: []).Select(f => f.Code));

    [Fact]
    public void A_server_that_failed_is_named() => Assert.Equal(
        ["server_failed"], Find(members: [Member("1.8.8"), Member("1.8.8") with { Name = "s2", Status = "failed" }, Member("1.8.8") with { Name = "s3", Status = "left" }]).Select(f => f.Code));

    [Theory]
    [InlineData("1.7.0", true)]
    [InlineData("1.7.15", true)]
    [InlineData("1.7.16", false)]
    [InlineData("1.6.9", false)]
    [InlineData("1.8.0", false)]
    public void The_versions_that_leak_are_known(string version, bool leaks) =>
        Assert.Equal(leaks, Find(members: [Member(version)]).Any(f => f is { Code: "version_leaks", Severity: "error" }));

    [Theory]
    [InlineData("1.8.8", "1.9.4", "version_skew")]
    [InlineData("1.9.4", "1.5.0", "version_skew")]
    [InlineData("1.9.4", "1.8.8", "")]
    [InlineData("1.0.9", "1.0.9", "version_too_old")]
    public void Versions_that_do_not_go_together_are_told(string server, string client, string code) =>
        Assert.Equal(code, string.Join(',', Find(members: [Member(server)], nodes: [Node("n") with { Version = client }]).Select(f => f.Code)));

    [Fact]
    public void Dead_jobs_that_pile_up_are_told() => Assert.Equal(
        ["dead_jobs"], Find(jobs: [.. Enumerable.Range(0, 501).Select(i => new JobStub { ID = $"polydev-{i}", Status = "dead" })]).Select(f => f.Code));

    [Theory]
    [InlineData("""[{"Name":"docker","Config":{"gc":[{"image":false}]}}]""", true)]
    [InlineData("""[{"Name":"docker","Config":[{"gc":{"image":"false"}}]}]""", true)]
    [InlineData("""[{"Name":"docker","Config":{"gc":[{"image":true}]}}]""", false)]
    [InlineData("""[{"Name":"docker","Config":{"gc":[{"container":false}]}}]""", false)]
    [InlineData("""[{"Name":"raw_exec","Config":{"gc":[{"image":false}]}}]""", false)]
    [InlineData("null", false)]
    public void Whether_a_client_keeps_images_is_read_from_its_plugins(string plugins, bool keeps)
    {
        var config = new AgentConfig { Client = new AgentClient { Enabled = true, GCMaxAllocs = 500 }, Plugins = JsonNode.Parse(plugins) as JsonArray };

        Assert.Equal(keeps, !AgentFindings.Of(config, placesWorkers: true).Any());
    }

    [Fact]
    public void A_well_set_up_server_has_nothing_against_it() => Assert.Empty(AgentFindings.Of(
        new AgentConfig { ACL = new AgentAcl { Enabled = true }, Server = new AgentServer { Enabled = true, EventBufferSize = 2000, JobGCThreshold = "10m" }, Client = new AgentClient() }, placesWorkers: true));

    private static IReadOnlyList<ClusterFinding> Find(NomadNode[]? nodes = null, AgentMember[]? members = null, JobStub[]? jobs = null) => ClusterFindings.Of(
        new ClusterAnswers { Leader = "x", Nodes = nodes, Members = members is null ? null : new AgentMembers { Members = members }, Jobs = jobs, Missing = [] }, new ClusterQuestion([], PlacesWorkers: false));

    private static AgentMember Member(string version) => new() { Name = "s1", Status = "alive", Tags = new Dictionary<string, string> { ["build"] = version } };

    private static NomadNode Node(string name) => new() { ID = name, Name = name, Status = "ready", SchedulingEligibility = "eligible", Drivers = Docker(healthy: true, "Healthy") };

    private static Dictionary<string, NodeDriver> Docker(bool healthy, string said) => new() { ["docker"] = new NodeDriver { Detected = true, Healthy = healthy, HealthDescription = said } };
}

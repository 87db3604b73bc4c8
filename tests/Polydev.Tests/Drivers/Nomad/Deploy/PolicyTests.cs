using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Tests.Drivers.Nomad.Jobs;

namespace Polydev.Tests.Drivers.Nomad.Deploy;

/// <summary>The rights that operators give: what is needed, and no more.</summary>
public sealed class PolicyTests
{
    /// <summary>What the driver asks of a cluster, and the right that each takes. https://developer.hashicorp.com/nomad/api-docs</summary>
    private static readonly (string Call, string Right)[] s_asked =
    [
        ("list jobs by prefix", "list-jobs"),
        ("read a job", "read-job"),
        ("list allocations", "read-job"),
        ("read an allocation or an evaluation", "read-job"),
        ("follow the events of allocations", "read-job"),
        ("dispatch", "dispatch-job"),
        ("signal an allocation", "alloc-lifecycle"),
    ];

    private static readonly HclFile s_controller = HclFile.Of("acl", "controller.policy.hcl");
    private static readonly HclFile s_operator = HclFile.Of("acl", "operator.policy.hcl");

    private static IEnumerable<string> Needed => s_asked.Select(a => a.Right).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [Fact]
    public void The_controller_has_the_rights_that_its_calls_take_and_no_others()
    {
        Assert.Equal(Needed, s_controller.List("namespace[default].capabilities").Order(StringComparer.Ordinal));
        Assert.Equal(("read", "read"), (s_controller["node.policy"], s_controller["agent.policy"]));
        Assert.Equal(3, s_controller.Keys.Count());
    }

    [Fact]
    public void Whoever_registers_our_jobs_may_mount_the_volume_that_they_ask_for()
    {
        var volumes = DeployedJobs.All.SelectMany(j => j.ToJob().TaskGroups!).SelectMany(g => g.Volumes?.Values ?? []).Select(v => (v.Source, v.ReadOnly)).Distinct();

        Assert.Equal([(WorkerContainer.SocketVolume, true)], volumes);
        Assert.Equal("read", s_operator[$"host_volume[{WorkerContainer.SocketVolume}].policy"]);
        Assert.Contains("submit-job", s_operator.List("namespace[default].capabilities"));
    }

    [Theory]
    [InlineData("docs/operating.md")]
    [InlineData("docs/cluster.md")]
    [InlineData(".env.example")]
    public void The_documents_name_the_same_rights(string document)
    {
        var text = File.ReadAllText(Path.Combine(DeployedJobs.Folder, "..", "..", document));

        Assert.All(Needed, right => Assert.Contains(right, text, StringComparison.Ordinal));
        Assert.Contains("host_volume", text, StringComparison.Ordinal);
    }
}

using Polydev.Cli.Doctor;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Cli.Doctor;

/// <summary>What the doctor says of the environment and the cluster it names.</summary>
public sealed class ClusterChecksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_cluster_there_is_nothing_to_say() => Assert.Empty(await ClusterChecks.RunAsync(_ => null, TimeProvider.System, Token));

    [Fact]
    public async Task Every_fault_of_the_environment_is_a_finding()
    {
        var checks = await ClusterChecks.RunAsync(Variables(("NOMAD_ADDR", "nonsense"), ("WARM_POOL_SIZE", "many")), TimeProvider.System, Token);

        Assert.Equal(2, checks.Count);
        Assert.All(checks, check => Assert.Equal(("environment", CheckStatus.Fail), (check.Name, check.Status)));
    }

    [Fact]
    public async Task A_cluster_is_looked_at_and_not_touched()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Leader = "";

        var checks = await ClusterChecks.RunAsync(Variables(("NOMAD_ADDR", cluster.Address.ToString())), TimeProvider.System, Token);

        Assert.Equal([("cluster agent", CheckStatus.Ok), ("cluster leader", CheckStatus.Fail), ("cluster node", CheckStatus.Warn)], checks.Take(3).Select(c => (c.Name, c.Status)));
        Assert.DoesNotContain("register", cluster.Asked);
        Assert.DoesNotContain("dispatch", cluster.Asked);
    }

    private static Func<string, string?> Variables(params (string Name, string Value)[] set) => name => set.FirstOrDefault(v => v.Name == name).Value;
}

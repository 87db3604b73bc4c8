using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad.Client;

/// <summary>How requests are addressed.</summary>
public sealed class TargetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_slash_of_a_dispatched_job_is_escaped_on_the_wire()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, """{"ID":"p/dispatch-1-a"}""");
        using var client = agent.Client();

        await client.Jobs.GetAsync("p/dispatch-1-a", null, Token);

        Assert.Equal(["GET /v1/job/p%2Fdispatch-1-a"], agent.Asked);
    }

    [Fact]
    public async Task Namespace_and_region_go_with_every_request_and_a_query_wins_over_them()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, "[]").Then(200, "{}").Then(200, "[]");
        using var client = agent.Client(o => (o.Namespace, o.Region) = ("runtimes", "eu"));

        await client.Jobs.ListAsync(null, Token);
        await client.Jobs.StopAsync("j", purge: true, Token);
        await client.Jobs.ListAsync(new NomadQuery { Namespace = "*" }, Token);

        Assert.Equal(
            [
                "GET /v1/jobs?namespace=runtimes&region=eu",
                "DELETE /v1/job/j?purge=true&namespace=runtimes&region=eu",
                "GET /v1/jobs?namespace=%2A&region=eu",
            ],
            agent.Asked);
    }

    [Fact]
    public void Waits_are_written_as_Go_reads_them()
    {
        var options = new NomadOptions();
        string Of(TimeSpan wait) => NomadTarget.Of("/v1/jobs").With(new NomadQuery { Index = 3, Wait = wait }, options).ToString();

        Assert.Equal("/v1/jobs?index=3&wait=90s", Of(TimeSpan.FromSeconds(90)));
        Assert.Equal("/v1/jobs?index=3&wait=1500ms", Of(TimeSpan.FromSeconds(1.5)));
    }
}

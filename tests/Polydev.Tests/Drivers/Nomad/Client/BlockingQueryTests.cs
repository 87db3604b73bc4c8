using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad.Client;

/// <summary>A question that is asked on and on.</summary>
public sealed class BlockingQueryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_what_is_newer_is_told_and_an_index_that_goes_back_begins_anew()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, "[]", "5").Then(200, "[]", "5").Then(200, "[]", "9").Then(200, "[]", "2").Then(200, "[]", "2").Then(200, "[]", "3");
        using var client = agent.Client();

        var told = await BlockingQuery.FollowAsync(client.Jobs.ListAsync, TimeSpan.FromSeconds(30), Token).Take(5).Select(a => a.Index).ToListAsync(Token);

        Assert.Equal([5ul, 9ul, 2ul, 2ul, 3ul], told);
        Assert.Equal(
            ["GET /v1/jobs", "GET /v1/jobs?index=5&wait=30s", "GET /v1/jobs?index=5&wait=30s", "GET /v1/jobs?index=9&wait=30s", "GET /v1/jobs", "GET /v1/jobs?index=2&wait=30s"],
            agent.Asked);
    }
}

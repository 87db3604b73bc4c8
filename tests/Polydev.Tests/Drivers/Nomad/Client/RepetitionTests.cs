using Microsoft.Extensions.Time.Testing;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;

namespace Polydev.Tests.Drivers.Nomad.Client;

/// <summary>What is asked again when the cluster stumbles, and what never is.</summary>
public sealed class RepetitionTests
{
    private static readonly NomadJob s_job = new() { ID = "j" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int, string> Stumbles => new()
    {
        { 500, "No cluster leader" },
        { 500, "rpc error: EOF" },
        { 429, "too many requests" },
        { 503, "" },
    };

    [Theory]
    [MemberData(nameof(Stumbles))]
    public async Task A_question_is_asked_again(int status, string text)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(status, text).ThenBreak().Then(200, "[]", "7");
        using var client = agent.Client();

        Assert.Equal(7ul, (await client.Jobs.ListAsync(null, Token)).Index);
        Assert.Equal(3, agent.Asked.Count);
    }

    [Theory]
    [MemberData(nameof(Stumbles))]
    public async Task A_dispatch_is_never_made_twice(int status, string text)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(status, text);
        using var client = agent.Client();

        await Assert.ThrowsAsync<NomadException>(() => client.Jobs.DispatchAsync("p", null, null, null, null, Token));
        Assert.Single(agent.Asked);
    }

    [Fact]
    public async Task A_dispatch_whose_answer_breaks_off_is_not_made_again()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.ThenBreak();
        using var client = agent.Client();

        var broken = await Assert.ThrowsAsync<NomadException>(() => client.Jobs.DispatchAsync("p", null, null, null, null, Token));
        Assert.Equal(NomadError.Unreachable, broken.Error);
        Assert.Single(agent.Asked);
    }

    [Fact]
    public async Task Nor_is_it_made_again_on_a_connection_that_was_used_before()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, "[]").ThenBreak();
        using var client = agent.Client();
        await client.Jobs.ListAsync(null, Token);

        await Assert.ThrowsAsync<NomadException>(() => client.Jobs.DispatchAsync("p", null, null, null, null, Token));

        Assert.Equal(2, agent.Asked.Count);
    }

    [Fact]
    public async Task Registering_again_is_registering_once_but_only_without_an_index()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(500, "No cluster leader").Then(200, "{}").Then(500, "No cluster leader");
        using var client = agent.Client();

        await client.Jobs.RegisterAsync(s_job, null, Token);
        await Assert.ThrowsAsync<NomadException>(() => client.Jobs.RegisterAsync(s_job, 0, Token));

        Assert.Equal(3, agent.Asked.Count);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_not_asked_again()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(403, "Permission denied");
        using var client = agent.Client();

        var refused = await Assert.ThrowsAsync<NomadException>(() => client.Jobs.ListAsync(null, Token));

        Assert.Equal(NomadError.Forbidden, refused.Error);
        Assert.Single(agent.Asked);
    }

    [Fact]
    public async Task After_all_repetitions_the_last_refusal_is_told()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        for (var i = 0; i <= 3; i++)
        {
            agent.Then(500, "No cluster leader");
        }

        using var client = agent.Client();

        Assert.Equal(NomadError.NoLeader, (await Assert.ThrowsAsync<NomadException>(() => client.Jobs.ListAsync(null, Token))).Error);
        Assert.Equal(4, agent.Asked.Count);
    }

    [Fact]
    public async Task A_wish_to_be_left_alone_is_honoured()
    {
        var time = new FakeTimeProvider();
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "4";
            return Task.CompletedTask;
        }).Then(200, "[]");
        using var client = agent.Client(o => o.RequestTimeout = TimeSpan.FromDays(30), time);

        var asking = client.Jobs.ListAsync(null, Token);
        while (!asking.IsCompleted && time.GetUtcNow() - time.Start < TimeSpan.FromSeconds(3))
        {
            if (!agent.Asked.IsEmpty)
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
            }

            await Task.Yield();
        }

        Assert.Single(agent.Asked);
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await asking;
        Assert.Equal(2, agent.Asked.Count);
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var agent = await ScriptedAgent.StartAsync();
        var asked = new TaskCompletionSource();
        agent.Then(context =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        using var client = agent.Client(o => o.RequestTimeout = TimeSpan.FromSeconds(5), time);

        var asking = client.Jobs.ListAsync(null, Token);
        await asked.Task.WaitAsync(Token);
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(NomadError.TimedOut, (await Assert.ThrowsAsync<NomadException>(() => asking)).Error);
    }

    [Fact]
    public async Task Nobody_there_is_said_with_the_address()
    {
        using var client = new NomadClient(new NomadOptions { Address = new Uri("http://127.0.0.1:1"), Retries = 0 }, TimeProvider.System);

        var nobody = await Assert.ThrowsAsync<NomadException>(() => client.Agent.SelfAsync(Token));

        Assert.Equal((NomadError.Unreachable, null), (nobody.Error, nobody.Status));
        Assert.Contains("no Nomad agent answers at http://127.0.0.1:1/", nobody.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_answers_and_is_no_agent_is_recognised()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, "<html>").Then(200, "null");
        using var client = agent.Client();

        Assert.Equal(NomadError.Protocol, (await Assert.ThrowsAsync<NomadException>(() => client.Jobs.ListAsync(null, Token))).Error);
        Assert.Equal(NomadError.Protocol, (await Assert.ThrowsAsync<NomadException>(() => client.Jobs.ListAsync(null, Token))).Error);
    }
}

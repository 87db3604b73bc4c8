using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad.Client;

/// <summary>Events over connections that break.</summary>
public sealed class FeedTests
{
    private static readonly EventTopic[] s_topics = [new("Allocation"), new("Node")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_each_new_connection_lists_are_to_be_compared_and_events_go_on_from_the_last_index()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, "{}\n" + Event(5, "a1")).Then(200, "{}\n{}\n" + Event(8, "a2"));
        using var client = agent.Client();

        var items = await ReadAsync(client, 5);

        Assert.IsType<FeedItem.Resync>(items[0]);
        Assert.Equal("a1", Assert.IsType<FeedItem.Changed>(items[1]).Event.Key);
        Assert.IsType<FeedItem.Silent>(items[2]);
        Assert.IsType<FeedItem.Resync>(items[3]);
        Assert.Equal("a2", Assert.IsType<FeedItem.Changed>(items[4]).Event.Payload!.Allocation!.ID);
        Assert.Equal(["GET /v1/event/stream?topic=Allocation&topic=Node", "GET /v1/event/stream?topic=Allocation&topic=Node&index=5"], agent.Asked);
    }

    [Fact]
    public async Task Silence_is_told_once_however_often_the_connection_fails()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, "{}").Then(500, "No cluster leader").ThenBreak().Then(200, "{}");
        using var client = agent.Client();

        var items = await ReadAsync(client, 3);

        Assert.IsType<FeedItem.Resync>(items[0]);
        Assert.IsType<FeedItem.Silent>(items[1]);
        Assert.IsType<FeedItem.Resync>(items[2]);
    }

    [Fact]
    public async Task A_cluster_that_counts_from_the_beginning_again_is_followed()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(200, "{}\n" + Event(900, "a1")).Then(400, "index is ahead of the cluster").Then(200, "{}\n" + Event(3, "b1"));
        using var client = agent.Client();

        var items = await ReadAsync(client, 5);

        Assert.Equal("b1", Assert.IsType<FeedItem.Changed>(items[4]).Event.Key);
        Assert.Equal(["GET /v1/event/stream?topic=Allocation&topic=Node", "GET /v1/event/stream?topic=Allocation&topic=Node&index=900", "GET /v1/event/stream?topic=Allocation&topic=Node"], agent.Asked);
    }

    [Fact]
    public async Task A_stream_without_a_sign_of_life_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(async context =>
        {
            await context.Response.WriteAsync("{}\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        using var client = agent.Client(o => o.StreamSilence = TimeSpan.FromSeconds(75), time);
        await using var stream = client.Events.StreamAsync(s_topics, null, null, Token).GetAsyncEnumerator(Token);
        Assert.True(await stream.MoveNextAsync());

        var next = stream.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(76));

        Assert.Equal(NomadError.TimedOut, (await Assert.ThrowsAsync<NomadException>(() => next)).Error);
    }

    [Fact]
    public async Task An_event_is_told_before_the_next_one_comes()
    {
        var told = new TaskCompletionSource();
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Then(async context =>
        {
            await context.Response.WriteAsync(Event(5, "a1"));
            await context.Response.Body.FlushAsync();
            await told.Task;
        });
        using var client = agent.Client();
        await using var stream = client.Events.StreamAsync(s_topics, null, null, Token).GetAsyncEnumerator(Token);

        Assert.True(await stream.MoveNextAsync());
        told.SetResult();

        Assert.Equal(5ul, stream.Current.Index);
    }

    private static async Task<List<FeedItem>> ReadAsync(NomadClient client, int count) =>
        await new NomadFeed(client, TimeProvider.System).ReadAsync(s_topics, null, Token).Take(count).ToListAsync(Token);

    private static string Event(int index, string id) =>
        $$"""{"Index":{{index}},"Events":[{"Topic":"Allocation","Type":"AllocationUpdated","Key":"{{id}}","Index":{{index}},"Payload":""" + $$""" {"Allocation":{"ID":"{{id}}","ModifyIndex":{{index}} } } }]}""" + "\n";
}

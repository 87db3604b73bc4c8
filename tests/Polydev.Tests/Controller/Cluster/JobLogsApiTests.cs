using System.Net;
using System.Net.ServerSentEvents;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>The logs of jobs, streamed.</summary>
public sealed class JobLogsApiTests
{
    private const string Path = "/v1/jobs/polydev-run/logs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_is_read_to_its_end()
    {
        await using var host = await ClusterHost.StartAsync();
        var run = await host.RunAsync();
        host.Cluster.LogOf(run.Id, "stderr").Write("oops\n");

        Assert.Equal("polydev-worker 0.1.0\n", await host.Http.GetStringAsync(Path, Token));
        Assert.Equal("oops\n", await host.Http.GetStringAsync(Path + "?stream=stderr", Token));
        Assert.Equal(0, host.Cluster.LogReaders);
    }

    [Fact]
    public async Task A_log_that_is_followed_comes_as_it_is_written_and_ends_with_its_task()
    {
        await using var host = await ClusterHost.StartAsync();
        var run = await host.RunAsync();
        using var response = await host.Http.GetAsync(Path + "?follow=true", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        Assert.Equal("polydev-worker 0.1.0", await reader.ReadLineAsync(Token));
        host.Cluster.LogOf(run.Id).Write("second\n");
        Assert.Equal("second", await reader.ReadLineAsync(Token));
        host.Cluster.LogOf(run.Id).Write("last words\n");
        host.Cluster.Exit(run, 0);

        Assert.Equal("last words\n", await reader.ReadToEndAsync(Token));
        await NomadDriverFixture.UntilAsync(() => host.Cluster.LogReaders == 0);
    }

    [Fact]
    public async Task A_client_that_leaves_closes_the_log_at_the_cluster_too()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.RunAsync();
        using (var response = await host.Http.GetAsync(Path + "?follow=true", HttpCompletionOption.ResponseHeadersRead, Token))
        {
            await NomadDriverFixture.UntilAsync(() => host.Cluster.LogReaders == 1);
        }

        await NomadDriverFixture.UntilAsync(() => host.Cluster.LogReaders == 0);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "three\n")]
    [InlineData(2, "two\nthree\n")]
    [InlineData(100, "polydev-worker 0.1.0\none\ntwo\nthree\n")]
    public async Task Only_the_last_lines_come_when_they_are_asked_for(int tail, string expected)
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.LogOf((await host.RunAsync()).Id).Write("one\ntwo\nthree\n");

        Assert.Equal(expected, await host.Http.GetStringAsync($"{Path}?tail={tail}", Token));
    }

    [Fact]
    public async Task The_last_lines_are_found_in_a_long_log()
    {
        await using var host = await ClusterHost.StartAsync();
        var log = host.Cluster.LogOf((await host.RunAsync()).Id);
        log.Write(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"line {i}\n")));

        var lines = (await host.Http.GetStringAsync(Path + "?tail=9000", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal((9000, "line 21000", "line 29999"), (lines.Length, lines[0], lines[^1]));
    }

    [Fact]
    public async Task As_events_each_line_is_one_and_the_end_is_said()
    {
        await using var host = await ClusterHost.StartAsync();
        var run = await host.RunAsync();
        host.Cluster.LogOf(run.Id).Write("two\r\nthree, unended");
        host.Cluster.Exit(run, 0);

        var events = await EventsAsync(host, Path + "?follow=true");

        Assert.Equal([("line", "polydev-worker 0.1.0"), ("line", "two"), ("line", "three, unended"), ("end", "{}")], events);
    }

    [Fact]
    public async Task A_log_that_breaks_off_never_looks_like_one_that_ended()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.LogOf((await host.RunAsync()).Id).Broken = true;

        var events = await EventsAsync(host, Path + "?follow=true");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Http.GetStringAsync(Path + "?follow=true", Token));

        Assert.Equal("error", events[^1].Type);
        Assert.Contains("\"code\":\"cluster_unreachable\"", events[^1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_has_not_begun_is_waited_for_when_it_is_followed()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.RunAtOnce = false;
        var run = await host.RunAsync();

        using var refused = await host.Http.GetAsync(Path, Token);
        var waiting = host.Http.GetStringAsync(Path + "?follow=true", Token);
        await NomadDriverFixture.UntilAsync(() => host.Cluster.Asked.Count(kind => kind == "job-allocations") >= 3);
        host.Cluster.Change(run, "running");
        host.Cluster.Exit(run, 0);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("task_not_started", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal("polydev-worker 0.1.0\n", await waiting);
    }

    [Fact]
    public async Task An_allocation_is_chosen_by_the_beginning_of_its_id()
    {
        await using var host = await ClusterHost.StartAsync();
        var first = await host.RunAsync();
        var second = host.Cluster.Replace(first, "n2");
        host.Cluster.Change(second, "running");
        host.Cluster.LogOf(second.Id).Write("the second\n");

        Assert.Equal("the second\n", await host.Http.GetStringAsync(Path, Token));
        Assert.Equal("polydev-worker 0.1.0\n", await host.Http.GetStringAsync($"{Path}?allocation={first.Id}", Token));
    }

    [Theory]
    [InlineData("?allocation=nope", 404, "allocation_not_found")]
    [InlineData("?task=nope", 404, "task_not_found")]
    [InlineData("?stream=x&tail=-1", 400, "invalid_request")]
    public async Task What_is_not_there_is_said(string query, int status, string code)
    {
        await using var host = await ClusterHost.StartAsync();
        await host.RunAsync();

        using var response = await host.Http.GetAsync(Path + query, Token);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_collected_is_a_refusal_and_no_empty_log()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.RunAsync();
        host.Cluster.Always["logs"] = (404, "Unknown allocation \"x\"");

        using var response = await host.Http.GetAsync(Path, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("cluster_not_found", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<List<(string Type, string Data)>> EventsAsync(ClusterHost host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = new List<(string, string)>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            events.Add((item.EventType, item.Data));
        }

        return events;
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polydev.Tests.Cli.Support;
using Polydev.Tests.Controller.Cluster;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Cli.Commands;

/// <summary>What <c>polydev cluster</c> does.</summary>
public sealed class ClusterCommandTests
{
    private const string Nowhere = "http://127.0.0.1:1";

    [Fact]
    public async Task Without_a_controller_the_cluster_is_checked_itself()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var shell = new TestShell { Variables = { ["NOMAD_ADDR"] = cluster.Address.ToString() } };

        Assert.Equal(0, await shell.RunAsync("cluster", "check", "--url", Nowhere));

        Assert.Contains("No controller answers", shell.Error, StringComparison.Ordinal);
        Assert.StartsWith("ok        agent         Nomad 1.1.2 at http://127.0.0.1:", shell.Out, StringComparison.Ordinal);
        Assert.EndsWith("9/9 passed\n", shell.Out, StringComparison.Ordinal);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task A_check_that_fails_says_what_to_do_and_exits_with_1()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.WithoutImage.Add("n1");
        using var shell = new TestShell { Variables = { ["NOMAD_ADDR"] = cluster.Address.ToString() } };

        Assert.Equal(1, await shell.RunAsync("cluster", "check", "--direct"));

        var lines = shell.Out.Split('\n');
        var image = Array.FindIndex(lines, line => line.StartsWith("FAILED    image ", StringComparison.Ordinal));
        Assert.True(image > 0, shell.Out);
        Assert.Contains("polydev image build", lines[image + 1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("skipped:  job           it needs 'image'", StringComparison.Ordinal));
        Assert.EndsWith("7/9 passed\n", shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_controller_has_the_cluster_it_makes_the_check()
    {
        await using var host = await ClusterHost.StartAsync();
        await using var proxy = await ProxyAsync(host);
        using var shell = new TestShell();

        Assert.Equal(0, await shell.RunAsync("cluster", "check", "--url", proxy.Url.ToString()));

        Assert.Contains("Through the controller", shell.Error, StringComparison.Ordinal);
        Assert.EndsWith("9/9 passed\n", shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_without_a_cluster_is_passed_by_only_where_the_environment_names_one()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(context, """{"code":"cluster_not_configured","detail":"None."}""", 409));
        using var shell = new TestShell();
        Assert.Equal(1, await shell.RunAsync("cluster", "check", "--url", controller.Url.ToString()));
        Assert.Contains("(cluster_not_configured)", shell.Error, StringComparison.Ordinal);

        shell.Variables["NOMAD_ADDR"] = cluster.Address.ToString();
        Assert.Equal(0, await shell.RunAsync("cluster", "check", "--url", controller.Url.ToString()));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_no_success()
    {
        await using var controller = await FakeController.StartAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync("event: check\ndata: {\"name\":\"agent\",\"outcome\":\"ok\",\"found\":\"x\",\"took_ms\":1}\n\n");
        });
        using var shell = new TestShell();

        Assert.Equal(1, await shell.RunAsync("cluster", "check", "--url", controller.Url.ToString()));
        Assert.Contains("(stream_broken)", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_a_check_is_one_document()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Leader = "";
        using var shell = new TestShell { Variables = { ["NOMAD_ADDR"] = cluster.Address.ToString() } };

        Assert.Equal(1, await shell.RunAsync("cluster", "check", "--direct", "--json"));

        var document = JsonElement.Parse(shell.Out);
        Assert.Equal((2, 9), (document.GetProperty("passed").GetInt32(), document.GetProperty("of").GetInt32()));
        Assert.Equal("failed", document.GetProperty("checks")[1].GetProperty("outcome").GetString());
        Assert.Empty(shell.Error);
    }

    [Fact]
    public async Task A_wrong_environment_is_said_whole_before_anything_is_tried()
    {
        using var shell = new TestShell { Variables = { ["NOMAD_ADDR"] = "nonsense", ["NOMAD_DATACENTER"] = "a b" } };

        Assert.Equal(1, await shell.RunAsync("cluster", "check", "--direct"));

        Assert.Contains("NOMAD_ADDR", shell.Error, StringComparison.Ordinal);
        Assert.Contains("NOMAD_DATACENTER", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_is_read_by_people()
    {
        await using var host = await ClusterHost.StartAsync(placesWorkers: true);
        await using var proxy = await ProxyAsync(host);
        using var shell = new TestShell();

        Assert.Equal(0, await shell.RunAsync("cluster", "status", "--url", proxy.Url.ToString()));

        Assert.Contains("region global, leader 127.0.0.1:4647", shell.Out, StringComparison.Ordinal);
        Assert.Contains("error    n1 does not offer the host volume polydev-sockets", shell.Out, StringComparison.Ordinal);
    }

    /// <summary>The controller as an admin reaches it.</summary>
    internal static Task<FakeController> ProxyAsync(ClusterHost host) => FakeController.StartAsync(async context =>
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(host.Address, context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget));
        request.Headers.Accept.ParseAdd(context.Request.Headers.Accept.ToString() is { Length: > 0 } accept ? accept : "*/*");
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        using var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    });
}

using System.Text.Json.Nodes;
using Polydev.Tests.Cli.Support;
using Polydev.Tests.Controller.Cluster;

namespace Polydev.Tests.Cli.Commands;

/// <summary>What <c>polydev jobs</c> does with a controller.</summary>
public sealed class JobCommandsTests
{
    [Fact]
    public async Task A_job_is_submitted_shown_listed_read_and_stopped()
    {
        await using var host = await ClusterHost.StartAsync();
        await using var proxy = await ClusterCommandTests.ProxyAsync(host);

        Assert.Equal("job polydev-run created: placed\n", await RunAsync(proxy, "submit", "runtime-container", "--id", "polydev-run", "--set", "memory_mb=128"));
        Assert.Equal("job polydev-run unchanged: nothing to do: the job is running\n", await RunAsync(proxy, "submit", "runtime-container", "--id", "polydev-run", "--set", "memory_mb=128"));
        Assert.Equal(
            "job polydev-run would be updated\n  group worker / task runtime / Resources.MemoryMB: 128 -> 256\nthere is a place for it\n",
            await RunAsync(proxy, "plan", "runtime-container", "--id", "polydev-run"));
        Assert.Contains("polydev-run  runtime-container  batch", await RunAsync(proxy, "list"), StringComparison.Ordinal);
        Assert.Contains("exited with code 0", await RunAsync(proxy, "show", "polydev-run"), StringComparison.Ordinal);
        Assert.Equal("polydev-worker 0.1.0\n", await RunAsync(proxy, "logs", "polydev-run", "-f"));
        Assert.Equal("""{"stream":"stdout","line":"polydev-worker 0.1.0"}""" + "\n", await RunAsync(proxy, "logs", "polydev-run", "--json"));
        Assert.Equal("job polydev-run stopped and forgotten\n", await RunAsync(proxy, "stop", "polydev-run", "--purge"));
        Assert.Empty(host.Cluster.Jobs);
    }

    [Fact]
    public async Task A_worker_is_stopped_by_its_id_as_it_is_written()
    {
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(context, """{"id":"x","purged":false}"""));
        using var shell = new TestShell();

        Assert.Equal(0, await shell.RunAsync("jobs", "stop", "polydev-worker-1/dispatch-2", "--url", controller.Url.ToString()));

        Assert.Equal(["DELETE /v1/jobs/polydev-worker-1%2Fdispatch-2"], controller.Requests);
    }

    [Fact]
    public async Task What_is_wrong_is_said_field_by_field()
    {
        await using var host = await ClusterHost.StartAsync();
        await using var proxy = await ClusterCommandTests.ProxyAsync(host);
        using var shell = new TestShell();

        Assert.Equal(1, await shell.RunAsync("jobs", "submit", "browser-vm", "--set", "count=99", "--set", "nope=1", "--url", proxy.Url.ToString()));

        Assert.Contains("(invalid_parameters)", shell.Error, StringComparison.Ordinal);
        Assert.Contains("parameters.count must be a whole number from 0 to 64", shell.Error, StringComparison.Ordinal);
        Assert.Contains("parameters.nope", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_come_from_a_file_and_the_command_line_wins()
    {
        JsonNode? sent = null;
        await using var controller = await FakeController.StartAsync(async context =>
        {
            sent = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            await FakeController.JsonAsync(context, "{}");
        });
        using var directory = new ScratchDirectory();
        var file = directory.Write("job.json", """{"memory_mb":128,"cpu_mhz":50,"environment":{"A":"1","B":"2"}}""");
        using var shell = new TestShell();

        Assert.Equal(0, await shell.RunAsync("jobs", "submit", "runtime-container", "--parameters", file, "--set", "memory_mb=256", "--set", "environment.B=3", "--url", controller.Url.ToString()));

        Assert.Equal("""{"memory_mb":"256","cpu_mhz":50,"environment":{"A":"1","B":"3"}}""", sent!["parameters"]!.ToJsonString());
    }

    [Theory]
    [InlineData("memory_mb")]
    [InlineData("=1")]
    public async Task A_setting_that_is_none_is_a_usage_error(string setting)
    {
        using var shell = new TestShell();

        Assert.Equal(2, await shell.RunAsync("jobs", "submit", "runtime-container", "--set", setting));
    }

    [Fact]
    public async Task Render_takes_parameters_too_and_refuses_secrets()
    {
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("jobs", "render", "warm-pool", "--set", "memory_mb=512"));
        Assert.Contains("memory = 512", shell.Out, StringComparison.Ordinal);

        Assert.Equal(2, await shell.RunAsync("jobs", "render", "runtime-container", "--set", "environment.OPENAI_API_KEY=sk-planted-0123"));
        Assert.Contains("(secret_in_job)", shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-planted", shell.Error, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(FakeController controller, params string[] arguments)
    {
        using var shell = new TestShell();
        Assert.True(await shell.RunAsync(["jobs", .. arguments, "--url", controller.Url.ToString()]) == 0, shell.Error);
        return shell.Out;
    }
}

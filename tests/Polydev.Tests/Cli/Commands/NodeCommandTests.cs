using Polydev.Protocol.Nodes;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Commands;

/// <summary>What <c>polydev node</c> and <c>polydev nodes</c> make of their command line.</summary>
public sealed class NodeCommandTests
{
    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        using var home = new ScratchDirectory();
        using var shell = new TestShell();
        shell.Variables["POLYDEV_CONTROLLER"] = "10.0.0.1";
        var file = home.Write("token", "pdj_nonsense\n");
        Assert.Equal(2, await shell.RunAsync("node", "--data", home.Path, "--name", "not a name", "--token-file", file));
        Assert.Contains("HOST:PORT", shell.Error, StringComparison.Ordinal);
        Assert.Contains("'not a name'", shell.Error, StringComparison.Ordinal);
        Assert.Contains("no join token", shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pdj_nonsense", shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1:4443")]
    [InlineData("controller.example:4443, [::1]:4443")]
    public async Task An_address_is_a_host_and_a_port(string controller)
    {
        using var home = new ScratchDirectory();
        using var shell = new TestShell();
        Assert.Equal(2, await shell.RunAsync("node", "--data", home.Path, "--controller", controller, "--name", "not a name"));
        Assert.DoesNotContain("HOST:PORT", shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:0")]
    [InlineData("host:99999")]
    [InlineData("http://host:1")]
    [InlineData("host:1,,host")]
    public async Task Anything_else_is_refused(string controller)
    {
        using var home = new ScratchDirectory();
        using var shell = new TestShell();
        Assert.Equal(2, await shell.RunAsync("node", "--data", home.Path, "--controller", controller, "--name", "one"));
        Assert.Contains("HOST:PORT", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_file_that_is_not_there_is_said()
    {
        using var home = new ScratchDirectory();
        using var shell = new TestShell();
        shell.Variables["POLYDEV_JOIN_TOKEN_FILE"] = Path.Combine(home.Path, "nowhere");
        Assert.Equal(2, await shell.RunAsync("node", "--data", home.Path, "--controller", "10.0.0.1:4443", "--name", "one"));
        Assert.Contains("nowhere", shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9464")]
    [InlineData("10.0.0.2")]
    [InlineData("10.0.0.2:0")]
    [InlineData("host:9464")]
    public async Task Metrics_are_at_an_address_of_this_host_and_a_port(string address)
    {
        using var home = new ScratchDirectory();
        using var shell = new TestShell();
        shell.Variables["POLYDEV_METRICS_LISTEN"] = address;
        Assert.Equal(2, await shell.RunAsync("node", "--data", home.Path, "--controller", "10.0.0.1:4443", "--name", "one"));
        Assert.Contains($"'{address}'", shell.Error, StringComparison.Ordinal);
        using var given = new TestShell();
        Assert.Equal(2, await given.RunAsync("node", "--data", home.Path, "--controller", "10.0.0.1:4443", "--name", "not a name", "--metrics-listen", "10.0.0.2:9464"));
        Assert.DoesNotContain("9464", given.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_made_token_is_alone_on_standard_output()
    {
        var token = new JoinToken(JoinToken.NewSecret(), new string('A', 43)).Text;
        string? asked = null;
        await using var controller = await FakeController.StartAsync(async context =>
        {
            asked = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await FakeController.JsonAsync(context, $$"""{"id":"jtk_1","uses_left":1,"created_at":"2026-03-14T12:00:00Z","expires_at":"2026-03-14T12:10:00Z","token":"{{token}}"}""");
        });
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("nodes", "token", "--name", "one", "--ttl", "10m", "--url", controller.Url.ToString()));
        Assert.Equal(token + "\n", shell.Out);
        Assert.Equal("""{"name":"one","uses":1,"ttl_seconds":600}""", asked);
        Assert.Contains("2026-03-14 12:10:00", shell.Error, StringComparison.Ordinal);
    }
}

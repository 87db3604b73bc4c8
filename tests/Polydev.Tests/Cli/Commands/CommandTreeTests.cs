using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Commands;

/// <summary>What the command line does with what it is given.</summary>
public sealed class CommandTreeTests
{
    [Fact]
    public async Task No_arguments_show_the_help()
    {
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync());
        Assert.Contains("Usage:", shell.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("executions", "show")]
    [InlineData("nodes", "--frobnicate")]
    [InlineData("nodes", "--url", "ftp://somewhere")]
    [InlineData("test")]
    public async Task A_wrong_command_line_exits_with_2(params string[] arguments)
    {
        using var shell = new TestShell();
        Assert.Equal(2, await shell.RunAsync(arguments));
        Assert.StartsWith("error: ", shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'polydev rnu'. Did you mean 'polydev run'?", "rnu")]
    [InlineData("There is no command 'polydev exec'. Did you mean 'polydev executions'?", "exec", "list")]
    [InlineData("There is no command 'polydev executions shwo'. Did you mean 'polydev executions show'?", "executions", "shwo", "exe_1")]
    [InlineData("There is no command 'polydev Worker'. Did you mean 'polydev workers'?", "Worker")]
    [InlineData("There is no command 'polydev frobnicate'. (usage)", "frobnicate")]
    [InlineData("There is no command 'polydev x'. (usage)", "x")]
    [InlineData("Option '--provider' is required.", "run", "hi")]
    public async Task A_mistyped_command_is_told_what_it_was_meant_to_be(string told, params string[] arguments)
    {
        using var shell = new TestShell();
        Assert.Equal(2, await shell.RunAsync(arguments));
        Assert.StartsWith("error: " + told, shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_controller_the_exit_code_is_3_and_the_way_out_is_named()
    {
        using var shell = new TestShell();
        Assert.Equal(3, await shell.RunAsync("nodes", "--url", "http://127.0.0.1:1"));
        Assert.Contains("(unreachable)", shell.Error, StringComparison.Ordinal);
        Assert.Contains("polydev up", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_comes_from_the_option_then_the_environment_then_the_data_directory()
    {
        var seen = new List<string>();
        await using var controller = await FakeController.StartAsync(context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            return FakeController.JsonAsync(context, """{"nodes":[]}""");
        });
        var data = Directory.CreateTempSubdirectory("polydev-test-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data.FullName, "admin.key"), "pd_file\n", TestContext.Current.CancellationToken);
            using var shell = new TestShell { Variables = { ["POLYDEV_URL"] = controller.Url.ToString(), ["POLYDEV_DATA"] = data.FullName } };
            await shell.RunAsync("nodes");
            shell.Variables["POLYDEV_API_KEY"] = "pd_environment";
            await shell.RunAsync("nodes");
            await shell.RunAsync("nodes", "--key", "pd_option");
            Assert.Equal(["Bearer pd_file", "Bearer pd_environment", "Bearer pd_option"], seen);
            Assert.Equal("There are no nodes.\nThere are no nodes.\nThere are no nodes.\n", shell.Out);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_credential_is_read_from_standard_input_and_never_shown()
    {
        var body = "";
        await using var controller = await FakeController.StartAsync(async context =>
        {
            body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            context.Response.StatusCode = 204;
        });
        using var shell = new TestShell { Input = "sk-planted\n" };
        Assert.Equal(0, await shell.RunAsync("credentials", "set", "openai", "--url", controller.Url.ToString()));
        Assert.Equal("""{"api_key":"sk-planted"}""", body);
        Assert.Equal(["PUT /v1/credentials/openai"], controller.Requests);
        Assert.DoesNotContain("sk-planted", shell.Out + shell.Error, StringComparison.Ordinal);
    }
}

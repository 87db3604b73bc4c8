using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Commands;

/// <summary><c>polydev run</c> against a scripted controller.</summary>
public sealed class RunCommandTests
{
    private const string Succeeded =
        """{"id":"exe_1","status":"succeeded","provider":"openai","model":"m","created_at":"2026-01-01T00:00:00Z","usage":{"input_tokens":3,"output_tokens":2,"cached_input_tokens":0},"cost_usd":0.000123,"timings":{"first_event_ms":12.5,"total_ms":20},"attempts":[]}""";

    [Fact]
    public async Task The_answer_goes_to_standard_output_and_the_summary_beside_it()
    {
        using var shell = new TestShell();
        await using var controller = await ScriptAsync(Succeeded, _ => { });
        Assert.Equal(0, await RunAsync(shell, controller, "hi"));
        Assert.Equal("Hello you\n", shell.Out);
        Assert.Contains("succeeded  openai m  first event 12.5 ms  total 20.0 ms  3 in, 2 out  cost $0.000123  exe_1", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_line_per_event_with_its_number()
    {
        using var shell = new TestShell();
        await using var controller = await ScriptAsync(Succeeded, _ => { });
        Assert.Equal(0, await RunAsync(shell, controller, "hi", "--json"));
        var lines = shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal([1, 2, 3, 4], lines.Select(line => line.GetProperty("seq").GetInt32()));
        Assert.Equal("finished", lines[^1].GetProperty("type").GetString());
        Assert.Empty(shell.Error);
    }

    [Fact]
    public async Task Every_option_reaches_the_request()
    {
        JsonElement body = default;
        await using var controller = await ScriptAsync(Succeeded, sent => body = sent);
        await RunAsync(
            new TestShell(), controller, "hi", "--system", "be brief", "--max-tokens", "7", "--temperature", "0.5", "--timeout", "30", "--wire", "openai-chat",
            "--fallback", "anthropic/claude-x", "--user", "u1", "--option", "top_p=0.9", "--option", "name=text", "--no-stream", "--isolation", "execution");
        Assert.Equal(
            """{"provider":"openai","wire":"openai-chat","isolation":"execution","timeout_seconds":30,"fallbacks":[{"provider":"anthropic","model":"claude-x"}],"user":"u1","model":"m","prompt":"hi","system":"be brief","max_tokens":7,"temperature":0.5,"options":{"top_p":0.9,"name":"text"},"stream":false}""",
            body.GetRawText());
    }

    [Fact]
    public async Task A_failed_execution_shows_why_and_exits_with_1()
    {
        using var shell = new TestShell();
        await using var controller = await ScriptAsync(
            """{"id":"exe_1","status":"failed","provider":"openai","model":"m","created_at":"2026-01-01T00:00:00Z","error":{"code":"provider_auth","message":"The key is refused.","provider_status":401}}""", _ => { });
        Assert.Equal(1, await RunAsync(shell, controller, "hi"));
        Assert.Contains("error: The key is refused. (provider_auth, HTTP 401)\nfailed", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_may_come_from_standard_input()
    {
        JsonElement body = default;
        await using var controller = await ScriptAsync(Succeeded, sent => body = sent);
        await new TestShell { Input = "from a pipe" }.RunAsync("run", "-p", "openai", "-m", "m", "--url", controller.Url.ToString());
        Assert.Equal("from a pipe", body.GetProperty("prompt").GetString());
    }

    [Theory]
    [InlineData("--fallback", "nonsense")]
    [InlineData("--option", "nonsense")]
    [InlineData("--file", "/nonexistent/messages.json")]
    [InlineData("--provider", "nobody")]
    [InlineData("--max-tokens", "many")]
    public async Task Wrong_options_are_told_before_anything_is_sent(string option, string value)
    {
        using var shell = new TestShell();
        Assert.Equal(2, await shell.RunAsync(["run", .. option == "--file" ? Array.Empty<string>() : ["hi"], "-m", "m", .. option == "--provider" ? Array.Empty<string>() : ["-p", "openai"], option, value]));
        Assert.StartsWith("error: ", shell.Error, StringComparison.Ordinal);
        Assert.EndsWith(")\n", shell.Error.Split('\n')[0] + "\n", StringComparison.Ordinal);
    }

    private static Task<int> RunAsync(TestShell shell, FakeController controller, params string[] arguments) =>
        shell.RunAsync(["run", "--provider", "openai", "--model", "m", "--url", controller.Url.ToString(), .. arguments]);

    private static Task<FakeController> ScriptAsync(string execution, Action<JsonElement> sent) => FakeController.StartAsync(async context =>
    {
        if (context.Request.Method == "GET")
        {
            await FakeController.JsonAsync(context, execution);
            return;
        }

        sent(await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted));
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["x-polydev-execution"] = "exe_1";
        await context.Response.WriteAsync(
            """
            id: 1
            event: queued
            data: {"type":"queued","position":0}

            id: 2
            event: text
            data: {"type":"text","text":"Hello "}

            id: 3
            event: text
            data: {"type":"text","text":"you"}

            id: 4
            event: finished
            data: {"type":"finished","stop_reason":"end","provider_stop_reason":"stop"}


            """.ReplaceLineEndings("\n"), context.RequestAborted);
    });
}

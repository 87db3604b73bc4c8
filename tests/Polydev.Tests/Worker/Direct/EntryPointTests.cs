using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polydev.Tests.Worker.Support;
using Polydev.Worker;

namespace Polydev.Tests.Worker.Direct;

/// <summary>The worker as a command: its modes, its words, its exit codes.</summary>
public sealed class EntryPointTests
{
    private const string Stream = """
        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Grüße"},"finish_reason":null}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" you"},"finish_reason":null}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    private static readonly Dictionary<string, string?> s_openAi = new(StringComparer.Ordinal)
    {
        ["PROVIDER"] = "openai",
        ["OPENAI_API_KEY"] = "sk-planted",
        ["MODEL"] = "gpt-test",
        ["PROMPT"] = "hello",
        ["USER_ID"] = "user \"1\"",
    };

    [Fact]
    public async Task Direct_mode_streams_the_text_and_exits_0()
    {
        var (key, asked) = ("", "");
        await using var provider = await ProviderAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            key = context.Request.Headers.Authorization.ToString();
            asked = await body.ReadToEndAsync(context.RequestAborted);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Stream, context.RequestAborted);
        });
        var (code, output, errors) = await RunAsync(With(s_openAi, ("OPENAI_BASE_URL", provider.Urls.Single() + "/v1")));
        Assert.Equal((0, "Grüße you\n", ""), (code, output, errors));
        using var json = JsonDocument.Parse(asked);
        Assert.Equal("Bearer sk-planted", key);
        Assert.Equal("gpt-test", json.RootElement.GetProperty("model").GetString());
        Assert.Equal("user \"1\"", json.RootElement.GetProperty("user").GetString());
    }

    [Fact]
    public async Task Direct_mode_says_why_the_provider_failed_and_exits_1()
    {
        await using var provider = await ProviderAsync(context =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync("""{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}""", context.RequestAborted);
        });
        var (code, output, errors) = await RunAsync(With(s_openAi, ("OPENAI_BASE_URL", provider.Urls.Single() + "/v1")));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("provider_auth (HTTP 401): ", errors, StringComparison.Ordinal);
        Assert.Contains("Incorrect API key provided", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-planted", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_is_cut_keeps_its_text_and_exits_1()
    {
        await using var provider = await ProviderAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Stream[..Stream.IndexOf("data: [DONE]", StringComparison.Ordinal)].Replace("\"stop\"", "null", StringComparison.Ordinal), context.RequestAborted);
        });
        var (code, output, errors) = await RunAsync(With(s_openAi, ("OPENAI_BASE_URL", provider.Urls.Single() + "/v1")));
        Assert.Equal((1, "Grüße you\n"), (code, output));
        Assert.Contains("provider_truncated", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_direct_environment_names_every_error_at_once_and_exits_2()
    {
        var (code, _, errors) = await RunAsync(new(StringComparer.Ordinal) { ["PROVIDER"] = "anthropic", ["ANTHROPIC_BASE_URL"] = "gopher://x" });
        Assert.Equal(2, code);
        Assert.All(["MODEL", "PROMPT", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"], name => Assert.Contains(name, errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PROVIDER", "cohere", "openai, anthropic, google")]
    [InlineData("POLYDEV_NONCE", "abc", "POLYDEV_SOCKETS is not set")]
    public async Task Half_an_environment_is_explained_and_exits_2(string name, string value, string words)
    {
        var (code, output, errors) = await RunAsync(new(StringComparer.Ordinal) { [name] = value });
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(words, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orphan_seconds_must_be_a_number()
    {
        var (code, _, errors) = await RunAsync(new(StringComparer.Ordinal)
        {
            ["POLYDEV_SOCKETS"] = "/x",
            ["POLYDEV_WORKER_ID"] = "w",
            ["POLYDEV_NONCE"] = "n",
            ["POLYDEV_ORPHAN_SECONDS"] = "soon",
        });
        Assert.Equal(2, code);
        Assert.Contains("POLYDEV_ORPHAN_SECONDS must be seconds", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_environment_prints_the_usage_and_exits_2()
    {
        var (code, _, errors) = await RunAsync([]);
        Assert.Equal(2, code);
        Assert.Contains("Usage: polydev-worker", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version", 0, "polydev-worker 0.1.0\n")]
    [InlineData("--help", 0, "Usage: polydev-worker")]
    [InlineData("--verison", 2, "")]
    public async Task Arguments_are_few(string argument, int exitCode, string words)
    {
        var (code, output, _) = await RunAsync([], argument);
        Assert.Equal(exitCode, code);
        Assert.StartsWith(words, output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> With(Dictionary<string, string?> environment, (string Name, string Value) more) =>
        new(environment, StringComparer.Ordinal) { [more.Name] = more.Value };

    private static async Task<(int Code, string Output, string Errors)> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        using var output = new MemoryStream();
        await using var errors = new StringWriter();
        var entry = new EntryPoint(name => environment.GetValueOrDefault(name), output, errors, TimeProvider.System);
        var code = await entry.RunAsync(arguments, TestContext.Current.CancellationToken).Within();
        return (code, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }

    private static async Task<WebApplication> ProviderAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}

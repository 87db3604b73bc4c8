using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller;
using Polydev.Controller.Pools;
using Polydev.Node;
using Polydev.Tests.Cli.Support;
using Polydev.Tests.Controller.Cluster;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Controller.Api;

/// <summary>The examples of the served OpenAPI document: each is as its schema says, and is taken by the route it stands at.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private readonly ScratchDirectory _data = new();
    private FakeCluster _cluster = null!;
    private ControllerHost _controller = null!;
    private HttpClient _http = null!;
    private JsonElement _document;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await FakeCluster.StartAsync();
        var sockets = SocketDirectory.Prepare(_data.Path);
        var options = new ControllerOptions { DataDirectory = _data.Path, SocketDirectory = sockets.Path, Port = 0 };
        options.Pools["default"] = new PoolOptions { Floor = 0 };
        var node = new NodeOptions { Driver = "fake", Sockets = sockets, EgressKey = _ => new byte[32] };
        _controller = await ControllerHost.StartAsync(options, services => services.AddNode(node).AddSingleton(ClusterHost.Target(_cluster)), Cancelled);
        _http = new HttpClient { BaseAddress = _controller.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _controller.NewAdminKey);
        _document = await _http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _controller.DisposeAsync();
        await _cluster.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public void Every_example_is_as_its_schema_says()
    {
        var check = new SchemaCheck(_document);
        Assert.Equal(Operations().Where(o => o.Value.TryGetProperty("requestBody", out _)).Select(NameOf), Requests().Select(r => r.Operation));
        Assert.All(Examples(_document), e => Assert.Empty(check.Faults(e.Schema, e.Example)));
    }

    [Fact]
    public void Every_operation_has_a_name_a_tag_a_summary_and_its_refusals()
    {
        Assert.All(Operations(), o => Assert.Matches("^[a-z]+[A-Z][A-Za-z]+$", NameOf(o)));
        Assert.All(Operations(), o => Assert.Matches("^[A-Z]", o.Value.GetProperty("tags")[0].GetString()));
        Assert.All(Operations(), o => Assert.NotEmpty(o.Value.GetProperty("summary").GetString()!));
        Assert.All(Operations().Where(o => o.Path.StartsWith("/v1/", StringComparison.Ordinal)), o => Assert.True(o.Value.GetProperty("responses").TryGetProperty("401", out _)));
        Assert.Equal(Operations().Count(), Operations().Select(NameOf).Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(Operations(), o => o.Path == "/readyz");
    }

    [Fact]
    public void Parameters_say_what_they_allow()
    {
        var list = Operations().Single(o => NameOf(o) == "listExecutions").Value.GetProperty("parameters").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!);
        Assert.Equal(["openai", "anthropic", "google"], list["provider"].GetProperty("schema").GetProperty("enum").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal((1, 500), (list["limit"].GetProperty("schema").GetProperty("minimum").GetInt32(), list["limit"].GetProperty("schema").GetProperty("maximum").GetInt32()));
        var events = Operations().Single(o => NameOf(o) == "streamExecutionEvents").Value.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString());
        Assert.Equal(["id", "after", "Last-Event-ID", "X-Polydev-Tenant"], events);
    }

    [Theory]
    [InlineData("\"provider\":\"openai\"", "\"provider\":7", "$.provider is integer")]
    [InlineData("\"max_tokens\":50", "\"max_token\":50", "$.max_token is no property")]
    [InlineData("\"max_tokens\":50", "\"maxTokens\":50", "$.maxTokens is no property")]
    [InlineData("\"fallbacks\":[", "\"fallbacks\":[3,", "$.fallbacks[0] is integer")]
    public void An_example_that_is_wrong_is_found(string right, string wrong, string fault)
    {
        var (_, _, schema, example) = Requests().Single(r => r.Operation == "createExecution");
        var text = JsonSerializer.Serialize(example);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var faults = new SchemaCheck(_document).Faults(schema, JsonElement.Parse(text.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Contains(faults, f => f.StartsWith(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_example_of_a_request_is_taken()
    {
        foreach (var provider in new[] { "openai", "anthropic" })
        {
            (await _http.PutAsJsonAsync($"/v1/credentials/{provider}", new { api_key = "sk-example" }, Cancelled)).EnsureSuccessStatusCode();
        }

        // This controller's driver lets no nodes join: it takes neither of these.
        foreach (var (operation, path, _, example) in Requests().Where(r => r.Operation is not ("createJoinToken" or "drainNode")))
        {
            var method = HttpMethod.Parse(Operations().Single(o => NameOf(o) == operation).Verb);
            var target = path.Replace("{provider}", "google", StringComparison.Ordinal).Replace("{id}", "default", StringComparison.Ordinal).Replace("{name}", "default", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(method, target) { Content = new StringContent(example.GetRawText(), Encoding.UTF8, "application/json") };
            request.Headers.Add("Prefer", "respond-async");
            using var response = await _http.SendAsync(request, Cancelled);
            Assert.True(response.IsSuccessStatusCode, $"{operation}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancelled)}");
            Assert.True(operation != "createExecution" || response.StatusCode == HttpStatusCode.Accepted, $"{response.StatusCode}");
        }
    }

    /// <summary>The examples of requests, with where they are to be sent.</summary>
    private List<(string Operation, string Path, JsonElement Schema, JsonElement Example)> Requests() =>
    [
        .. from operation in Operations().Where(o => o.Value.TryGetProperty("requestBody", out _))
           from media in Examples(operation.Value.GetProperty("requestBody"))
           select (NameOf(operation), operation.Path, media.Schema, media.Example),
    ];

    private IEnumerable<(string Path, string Verb, JsonElement Value)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from verb in path.Value.EnumerateObject()
        select (path.Name, verb.Name, verb.Value);

    private static string NameOf((string Path, string Verb, JsonElement Value) operation) => operation.Value.GetProperty("operationId").GetString()!;

    /// <summary>Every example in a part of the document, with the schema it stands beside.</summary>
    private static IEnumerable<(JsonElement Schema, JsonElement Example)> Examples(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.Object)
        {
            if (part.TryGetProperty("example", out var example))
            {
                yield return (part.TryGetProperty("schema", out var schema) ? schema : part, example);
            }

            foreach (var found in part.EnumerateObject().SelectMany(p => Examples(p.Value)))
            {
                yield return found;
            }
        }
        else if (part.ValueKind == JsonValueKind.Array)
        {
            foreach (var found in part.EnumerateArray().SelectMany(Examples))
            {
                yield return found;
            }
        }
    }
}

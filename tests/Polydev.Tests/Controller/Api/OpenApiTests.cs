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
        Assert.Equal(["createExecution", "planJob", "submitJob"], Requests().Select(r => r.Operation).Order(StringComparer.Ordinal));
        Assert.All(Examples(_document), e => Assert.Empty(check.Faults(e.Schema, e.Example)));
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

        foreach (var (operation, path, _, example) in Requests())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(example.GetRawText(), Encoding.UTF8, "application/json") };
            request.Headers.Add("Prefer", "respond-async");
            using var response = await _http.SendAsync(request, Cancelled);
            Assert.True(response.IsSuccessStatusCode, $"{operation}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancelled)}");
            Assert.True(operation != "createExecution" || response.StatusCode == HttpStatusCode.Accepted, $"{response.StatusCode}");
        }
    }

    /// <summary>The examples of requests, with where they are to be sent.</summary>
    private List<(string Operation, string Path, JsonElement Schema, JsonElement Example)> Requests() =>
    [
        .. from path in _document.GetProperty("paths").EnumerateObject()
           from verb in path.Value.EnumerateObject().Where(v => v.Name == "post" && v.Value.TryGetProperty("requestBody", out _))
           from media in Examples(verb.Value.GetProperty("requestBody"))
           select (verb.Value.GetProperty("operationId").GetString()!, path.Name, media.Schema, media.Example),
    ];

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

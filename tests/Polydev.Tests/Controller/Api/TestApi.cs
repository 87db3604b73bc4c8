using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller;
using Polydev.Controller.Api;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Join;
using Polydev.Controller.Credentials;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;
using Polydev.Controller.Usage;
using Polydev.Tests.Controller.Cluster.Join;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Api;

/// <summary>The routes of tenants, keys, credentials and usage over real storage, in memory.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApi(WebApplication app, string directory, FakeTimeProvider time) => (_app, Directory, Time) = (app, directory, time);

    public string Directory { get; }

    public FakeTimeProvider Time { get; }

    public string AdminKey => Get<FirstStart>().NewAdminKey!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TestApi> StartAsync(bool nodes = false)
    {
        var directory = TestStorage.NewDirectory();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        var options = new ControllerOptions { DataDirectory = directory };
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddStorage().AddTenants().AddCredentials().AddUsage();
        if (nodes)
        {
            options.Nodes.Listen = "127.0.0.1:0";
            builder.Services.AddSingleton<INodeControl, RecordingControl>().AddSingleton<INodeLinks, EchoLinks>().AddSingleton(new NodeSetup([])).AddNodeJoin();
        }

        var app = builder.Build();
        app.UseRouting();
        app.UseProblems();
        app.UseCallerAuthentication();
        app.UseQueryCheck();
        app.MapTenants().MapKeys().MapCredentials().MapUsage().MapNodeJoin();
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/v1/open", () => "ok").AllowAnonymous();
        app.MapGet("/v1/whoami", (HttpContext context) => context.Caller().Tenant.Id);
        await app.StartAsync(Cancelled);
        return new TestApi(app, directory, time);
    }

    /// <summary>The names of the fields that a refusal finds fault with, sorted.</summary>
    public static string FaultyFields(JsonElement problem) =>
        string.Join(',', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public HttpClient Client() => _app.GetTestClient();

    /// <summary>Sends a request as JSON and reads the answer as JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, string? json = null, string? key = null, string? actFor = null, string contentType = "application/json")
    {
        using var client = Client();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (key ?? AdminKey));
        if (actFor is not null)
        {
            request.Headers.Add("X-Polydev-Tenant", actFor);
        }

        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, contentType);
        using var response = await client.SendAsync(request, Cancelled);
        var body = response.Content.Headers.ContentLength is null or > 0 && response.StatusCode != HttpStatusCode.NoContent
            ? await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)
            : default;
        return (response.StatusCode, body);
    }

    /// <summary>Makes a tenant and a key for it.</summary>
    public async Task<string> MakeTenantAsync(string id)
    {
        await SendAsync(HttpMethod.Post, "/v1/tenants", $$"""{"id":"{{id}}","name":"{{id}}"}""");
        var (_, made) = await SendAsync(HttpMethod.Post, "/v1/keys", """{"name":"first"}""", actFor: id);
        return made.GetProperty("key").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(Cancelled);
        await _app.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>An agent that answers one request after the other as it was told, and remembers what it was asked.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = [];

    private ScriptedAgent(HttpsConnectionAdapterOptions? tls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (tls is not null)
            {
                listen.UseHttps(tls);
            }
        }));
        _app = builder.Build();
        _app.Run(async context =>
        {
            Asked.Enqueue($"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget}");
            Assert.True(_answers.TryDequeue(out var answer), "more requests than answers: " + string.Join(", ", Asked));
            await answer(context);
        });
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Method and target of each request.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public static async Task<ScriptedAgent> StartAsync(HttpsConnectionAdapterOptions? tls = null)
    {
        var agent = new ScriptedAgent(tls);
        await agent._app.StartAsync(TestContext.Current.CancellationToken);
        return agent;
    }

    /// <summary>A client of it that does not wait between repetitions.</summary>
    public NomadClient Client(Action<NomadOptions>? change = null, TimeProvider? time = null)
    {
        var options = new NomadOptions { Address = Address, RetryPause = TimeSpan.FromMilliseconds(1) };
        change?.Invoke(options);
        return new NomadClient(options, time ?? TimeProvider.System);
    }

    public ScriptedAgent Then(Func<HttpContext, Task> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public ScriptedAgent Then(int status, string body, string? index = null) => Then(context =>
    {
        context.Response.StatusCode = status;
        if (index is not null)
        {
            context.Response.Headers["X-Nomad-Index"] = index;
        }

        return context.Response.WriteAsync(body);
    });

    /// <summary>The connection breaks in the place of an answer.</summary>
    public ScriptedAgent ThenBreak() => Then(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}

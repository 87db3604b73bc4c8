using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller;
using Polydev.Controller.Credentials;
using Polydev.Controller.Executions;
using Polydev.Controller.Pools;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;
using Polydev.Controller.Usage;

namespace Polydev.Tests.Controller.Executions;

/// <summary>The rooms of executions, tenants and storage put together over a real database, with scripted workers and a clock of the test's.</summary>
internal sealed class ExecutionRig : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _data;
    private bool _isLeft;

    private ExecutionRig(ServiceProvider services, string data)
    {
        _services = services;
        _data = data;
    }

    public ScriptedPools Pools => (ScriptedPools)_services.GetRequiredService<IWorkerPools>();

    public FakeTimeProvider Time => (FakeTimeProvider)_services.GetRequiredService<TimeProvider>();

    public Caller Caller { get; private set; } = null!;

    public static async Task<ExecutionRig> StartAsync(string? data = null, Action<ControllerOptions>? configure = null, TimeSpan later = default)
    {
        var options = new ControllerOptions { DataDirectory = data ?? Directory.CreateTempSubdirectory("pd-exe-").FullName };
        configure?.Invoke(options);
        var services = new ServiceCollection()
            .AddSingleton(options)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) + later) { AutoAdvanceAmount = TimeSpan.Zero })
            .AddLogging()
            .AddStorage().AddTenants().AddCredentials().AddUsage().AddExecutions()
            .AddSingleton<IWorkerPools, ScriptedPools>()
            .BuildServiceProvider();
        var rig = new ExecutionRig(services, options.DataDirectory);
        foreach (var hosted in services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(services.GetRequiredService<TenantDirectory>().TryGet("default", out var tenant));
        rig.Caller = new Caller(tenant, IsAdmin: true, "key");
        foreach (var provider in new[] { "openai", "anthropic" })
        {
            await services.GetRequiredService<CredentialVault>().SetAsync("default", provider, "sk-rig-" + provider, TestContext.Current.CancellationToken);
        }

        return rig;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Intake Take(string json, string? key = null, Tenant? tenant = null) => Get<ExecutionIntake>()
        .Take(tenant is null ? Caller : new Caller(tenant, IsAdmin: false, "key"), Encoding.UTF8.GetBytes(json), clientStreams: true, durableFirst: key is not null, key);

    public Execution Run(string json = """{"provider":"openai","model":"gpt-4.1","prompt":"hi"}""", string? key = null) =>
        Assert.IsType<Intake.Accepted>(Take(json, key)).Execution;

    public async Task<ExecutionResponse> EndAsync(Execution execution)
    {
        await execution.EndDurable.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return (await Get<ExecutionArchive>().FindAsync(execution.Tenant.Id, execution.Id, TestContext.Current.CancellationToken))!;
    }

    public async Task<List<(long Seq, JsonElement Event)>> LogAsync(string id)
    {
        var log = new List<(long, JsonElement)>();
        for (long seq = 0; await Get<EventLog>().ReadEventsAsync(id, seq, 1 << 20, TestContext.Current.CancellationToken) is { } chunk; seq = chunk.LastSeq)
        {
            var number = chunk.FirstSeq;
            log.AddRange(Encoding.UTF8.GetString(chunk.Events.Span).Split('\n').Select(line => (number++, JsonDocument.Parse(line).RootElement)));
        }

        return log;
    }

    /// <summary>Lets waits of the fake clock come to their end, however many are still to be armed.</summary>
    public async Task<T> PassTimeUntilAsync<T>(Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            Time.Advance(step);
            await Task.WhenAny(task, Task.Delay(5, TestContext.Current.CancellationToken));
        }

        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>().Reverse())
        {
            await hosted.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
        if (!_isLeft)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    /// <summary>Leaves the data to the controller that comes after this one, which removes it.</summary>
    public string LeaveData()
    {
        _isLeft = true;
        return _data;
    }
}

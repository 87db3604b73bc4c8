using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller;
using Polydev.Controller.Storage;

namespace Polydev.Tests.Controller.Storage;

/// <summary>Real storage in a directory of its own, which is removed at the end.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsDirectory;
    private bool _running;

    private TestStorage(string directory, bool ownsDirectory, Action<IServiceCollection>? configure)
    {
        (Directory, _ownsDirectory) = (directory, ownsDirectory);
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new ControllerOptions { DataDirectory = directory });
        services.AddSingleton<TimeProvider>(Time);
        services.AddStorage();
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public string Directory { get; }

    public FakeTimeProvider Time { get; }

    public string Database => Path.Combine(Directory, "polydev.db");

    public EventJournal Journal => Get<EventJournal>();

    public static string NewDirectory() => System.IO.Directory.CreateTempSubdirectory("polydev-test-").FullName;

    public static async Task<TestStorage> OpenAsync(string? directory = null, Action<IServiceCollection>? configure = null)
    {
        var storage = new TestStorage(directory ?? NewDirectory(), directory is null, configure);
        try
        {
            await storage.StartAsync();
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task StopAsync()
    {
        if (!_running)
        {
            return;
        }

        _running = false;
        foreach (var host in _services.GetServices<IHostedService>().Reverse())
        {
            await host.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        if (_ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private async Task StartAsync()
    {
        foreach (var host in _services.GetServices<IHostedService>())
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
        }

        _running = true;
    }
}

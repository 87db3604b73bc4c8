using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polydev.Drivers;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Remote;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>A controller's driver and nodes that dial it, in fake time and without a network.</summary>
internal sealed class RemoteRig : IAsyncDisposable
{
    private readonly Dictionary<string, RigNode> _nodes = new(StringComparer.Ordinal);
    private readonly string _directory = Directory.CreateTempSubdirectory("pd-nodes-").FullName;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public RemoteRig()
    {
        Options = new RemoteDriverOptions { StateFile = Path.Combine(_directory, "nodes.json"), NodeWindow = TimeSpan.FromSeconds(10) };
        Driver = Make();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RemoteDriverOptions Options { get; }

    public RemoteDriver Driver { get; private set; }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    public NodeDescription this[string node] => Driver.Nodes.Single(n => n.Id == node);

    /// <summary>Waits for what another thread makes true.</summary>
    public static async Task Until(Func<bool> condition)
    {
        var soon = Soon;
        while (!condition())
        {
            await Task.Delay(2, soon);
        }
    }

    public static WorkerSpec Spec(string id) => new() { WorkerId = id, Pool = "default", Nonce = "n-" + id, MemoryBytes = 256L << 20, Cpus = 0 };

    /// <summary>A node with a connection.</summary>
    public async Task<RigNode> NodeAsync(string name, long memory = 8L << 30)
    {
        if (!_nodes.TryGetValue(name, out var node))
        {
            _nodes.Add(name, node = new RigNode(this, name, memory));
        }

        node.Connect();
        await Until(() => Driver.Nodes.Any(n => n.Id == name && n.State != "away"));
        return node;
    }

    /// <summary>The controller is killed and another starts with the same memory.</summary>
    public async Task RestartAsync()
    {
        foreach (var node in _nodes.Values)
        {
            await node.CutAsync();
        }

        Driver.Dispose();
        Driver = Make();
    }

    /// <summary>Time passes, and what it brings about on other threads.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        for (var left = span; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            foreach (var node in _nodes.Values.Where(n => n.Connected))
            {
                var seen = Clock.GetUtcNow() - TimeSpan.FromSeconds(6);
                await Until(() => !node.Connected || this[node.Name].LastSeen > seen);
            }
        }
    }

    /// <summary>The next end that is told.</summary>
    public async Task<AllocationEnded> EndAsync()
    {
        await foreach (var ended in Driver.WatchAsync(Soon))
        {
            return ended;
        }

        throw new InvalidOperationException();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        Driver.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private RemoteDriver Make() => new(Options, Clock, Meters, NullLogger<RemoteDriver>.Instance);
}

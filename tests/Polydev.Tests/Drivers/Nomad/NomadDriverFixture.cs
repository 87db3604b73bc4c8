using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers;
using Polydev.Drivers.Nomad;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>A Nomad driver, and a cluster for it that only pretends.</summary>
internal sealed class NomadDriverFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly string _root = Directory.CreateTempSubdirectory("pd-").FullName;
    private IAsyncEnumerator<AllocationEnded>? _ends;

    private NomadDriverFixture(FakeCluster cluster)
    {
        Cluster = cluster;
        Options = new NomadDriverOptions
        {
            Cluster = { Address = cluster.Address, RetryPause = TimeSpan.FromMilliseconds(1) },
            StateDirectory = Path.Combine(_root, "state"),
            Image = "polydev-runtime:1",
        };
        Driver = new NomadDriver(Options, TimeProvider.System, NullLogger<NomadDriver>.Instance);
    }

    public NomadDriverOptions Options { get; }

    public NomadDriver Driver { get; private set; }

    public FakeCluster Cluster { get; }

    /// <summary>The id that our dispatches carry.</summary>
    public string Owner => OwnerId.In(Options.StateDirectory, NomadDriver.DriverName);

    /// <summary>Completes when an end was told that <see cref="NextEndAsync"/> has not taken.</summary>
    public Task<bool> Pending { get; private set; } = Task.FromResult(false);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static WorkerSpec Spec(string id) => new() { WorkerId = id, Pool = "p", Nonce = new string('a', 64), MemoryBytes = 256 << 20, Cpus = 0.1 };

    public static async Task<NomadDriverFixture> StartAsync(Action<NomadDriverOptions>? change = null)
    {
        var fixture = new NomadDriverFixture(await FakeCluster.StartAsync());
        change?.Invoke(fixture.Options);
        return fixture;
    }

    /// <summary>One that watches, with a worker that runs.</summary>
    public static async Task<(NomadDriverFixture Fixture, Allocation Placed, FakeAllocation First)> WithWorkerAsync()
    {
        var fixture = await StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.WatchAsync();
        return (fixture, placed, fixture.Cluster.Of("w1"));
    }

    /// <summary>The next controller on the same data.</summary>
    public async Task RestartAsync()
    {
        await Driver.DisposeAsync();
        Driver = new NomadDriver(Options, TimeProvider.System, NullLogger<NomadDriver>.Instance);
    }

    /// <summary>Begins to watch; returns when the cluster is listened to.</summary>
    public async Task WatchAsync()
    {
        _ends = Driver.WatchAsync(_over.Token).GetAsyncEnumerator(_over.Token);
        Pending = _ends.MoveNextAsync().AsTask();
        await Cluster.ListenedAsync();
    }

    /// <summary>The next end.</summary>
    public async Task<AllocationEnded> NextEndAsync()
    {
        await Pending.WaitAsync(TimeSpan.FromSeconds(30), Token);
        var ended = _ends!.Current;
        Pending = _ends.MoveNextAsync().AsTask();
        return ended;
    }

    public async Task<Allocation> PlaceAsync(string id)
    {
        var started = await Driver.StartAsync(Spec(id), Token);
        Assert.True(started.Started, started.Message);
        return started.Allocation;
    }

    /// <summary>Waits for something the driver does by itself.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Pending.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (_ends is not null)
        {
            await _ends.DisposeAsync();
        }

        await Driver.DisposeAsync();
        await Cluster.DisposeAsync();
        _over.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers;
using Polydev.Drivers.Docker;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>A Docker driver, and an engine for it that only pretends.</summary>
internal sealed class DockerDriverFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly string _root = Directory.CreateTempSubdirectory("pd-").FullName;
    private IAsyncEnumerator<AllocationEnded>? _ends;

    private DockerDriverFixture()
    {
        Options = new DockerDriverOptions
        {
            EngineSocket = Path.Combine(_root, "docker.sock"),
            StateDirectory = Path.Combine(_root, "state"),
            SocketDirectory = Path.Combine(_root, "sockets"),
            Node = "n1",
        };
        Machine = new FakeMachine(Path.Combine(_root, "proc"));
        Driver = new DockerDriver(Options, Machine.Shims, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>The processes that the driver sees.</summary>
    public FakeMachine Machine { get; }

    public DockerDriverOptions Options { get; }

    public DockerDriver Driver { get; private set; }

    public FakeEngine Engine { get; private set; } = null!;

    /// <summary>The id that our containers are labelled with.</summary>
    public string Owner => OwnerId.In(Options.StateDirectory, DockerDriver.DriverName);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static WorkerSpec Spec(string id) => new() { WorkerId = id, Pool = "p", Nonce = new string('a', 64), MemoryBytes = 256 << 20, Cpus = 0.1 };

    /// <summary>One without an engine, until <see cref="StartEngineAsync"/>.</summary>
    public static DockerDriverFixture WithoutEngine() => new();

    /// <summary>One with an engine.</summary>
    public static async Task<DockerDriverFixture> StartAsync()
    {
        var fixture = new DockerDriverFixture();
        await fixture.StartEngineAsync();
        return fixture;
    }

    public async Task StartEngineAsync() => Engine = await FakeEngine.StartAsync(Options.EngineSocket);

    /// <summary>The next controller on the same data.</summary>
    public async Task RestartAsync()
    {
        await Driver.DisposeAsync();
        Driver = new DockerDriver(Options, Machine.Shims, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Begins to watch; returns when the engine is listened to.</summary>
    public async Task WatchAsync()
    {
        _ends = Driver.WatchAsync(_over.Token).GetAsyncEnumerator(_over.Token);
        Pending = _ends.MoveNextAsync().AsTask();
        await Engine.ListenedAsync();
    }

    /// <summary>Completes when an end was told that <see cref="NextEndAsync"/> has not taken.</summary>
    public Task<bool> Pending { get; private set; } = Task.FromResult(false);

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
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }

        _over.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}

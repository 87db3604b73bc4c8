using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;
using Polydev.Tests.Controller.Workers;

namespace Polydev.Tests.Controller.Pools;

/// <summary>A pool over a fake driver in fake time; its workers join when the test says, without sockets.</summary>
internal sealed class PoolRig
{
    private readonly Dictionary<LiveWorker, WorkerLink> _links = [];
    private readonly WorkerStarter _starter;
    private readonly PoolRound _round;

    public PoolRig(PoolOptions? options = null, Machine? machine = null, IHosts? hosts = null)
    {
        Hosts = hosts ?? new OneHost(machine ?? new Machine(64L << 30, 8));
        Options = options ?? new PoolOptions { Floor = 0 };
        var metrics = new WorkerMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        Stopper = new WorkerStopper(Driver, Clock, NullLogger<WorkerStopper>.Instance);
        Directory = new WorkerDirectory(Stopper, metrics, NullLogger<WorkerDirectory>.Instance);
        Parts = new PoolParts(Directory, Ledger, metrics, LinkKeys.Ephemeral(), new PoolSignal(), Hosts, Clock);
        var memory = new PoolMemory(null, NullLogger<PoolMemory>.Instance);
        Set = new PoolSet(new Dictionary<string, PoolOptions>(StringComparer.Ordinal) { ["default"] = Options }, Parts, memory);
        Pool = Set.TryFind("default", out var pool) ? pool : throw new InvalidOperationException();
        _starter = new WorkerStarter(Driver, Directory, Stopper, Clock, NullLogger<WorkerStarter>.Instance);
        Recovery = new PoolRecovery(Driver, Set, Parts, Stopper, new WorkerLinkOptions(), NullLogger<PoolRecovery>.Instance);
        _round = new PoolRound(Set, new PoolSweep(Directory, Hosts, Clock), _starter, Hosts, memory);
        Supervisor = new PoolSupervisor(Set, Recovery, _round, Parts, NullLogger<PoolSupervisor>.Instance);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IHosts Hosts { get; }

    public FakeWorkerDriver Driver { get; } = new();

    public MemoryLedger Ledger { get; } = new();

    public PoolOptions Options { get; }

    public WorkerStopper Stopper { get; }

    public WorkerDirectory Directory { get; }

    public PoolParts Parts { get; }

    public PoolSet Set { get; }

    public Pool Pool { get; }

    public PoolRecovery Recovery { get; }

    public PoolSupervisor Supervisor { get; }

    /// <summary>One round of the supervisor.</summary>
    public void Round(CancellationToken cancellationToken) => _round.Run(Clock.GetUtcNow(), cancellationToken);

    /// <summary>One round of the supervisor, and the starts it began.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken, int? starts = null)
    {
        var before = Driver.Started.Count;
        var view = Pool.View();
        Round(cancellationToken);
        var begun = Pool.Workers.Count(w => w is { State: WorkerState.Starting, Allocation: null });
        await LinkHost.Until(() => Pool.Workers.All(w => w.State != WorkerState.Starting || w.Allocation is not null) || Driver.OnStart is not null, cancellationToken);
        Assert.True(Driver.Started.Count - before <= (starts ?? Options.ParallelStarts ?? PoolOptions.MostStartsByCores), $"{begun} starts beside {view.Starting}");
    }

    /// <summary>A worker that is linked and warm.</summary>
    public LiveWorker Warm()
    {
        var worker = Start();
        Join(worker);
        return worker;
    }

    /// <summary>A worker that is placed and has not said hello.</summary>
    public LiveWorker Start()
    {
        var worker = new LiveWorker("wrk_" + Guid.NewGuid().ToString("N"), "default", Guid.NewGuid().ToString("N"), Pool, Clock);
        Pool.Add(worker);
        Directory.Add(worker);
        Assert.True(worker.Place(FakeWorkerDriver.Place(worker.Id)));
        return worker;
    }

    /// <summary>A worker says hello.</summary>
    public bool Join(LiveWorker worker, IReadOnlyList<ResumePoint>? held = null, IAttemptRecovery? recovery = null)
    {
        var link = new WorkerLink(new UnreadConnection(), Clock.GetTimestamp());
        lock (_links)
        {
            _links[worker] = link;
        }

        return worker.Attach(link, held ?? [], recovery ?? new ScriptedRecovery());
    }

    /// <summary>A worker's link breaks.</summary>
    public void Break(LiveWorker worker)
    {
        lock (_links)
        {
            worker.Detach(_links[worker], TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>All workers on their way say hello.</summary>
    public void JoinAll()
    {
        foreach (var worker in Pool.Workers.Where(w => w.State == WorkerState.Starting))
        {
            Join(worker);
        }
    }

    public Task<ClaimResult> ClaimAsync(string tenant = "acme", Isolation isolation = Isolation.Tenant, CancellationToken cancellationToken = default) =>
        Pool.ClaimAsync(new ClaimRequest(tenant, isolation), cancellationToken).AsTask();

    /// <summary>A claim that must find a place at once.</summary>
    public WorkerSlot Take(string tenant = "acme", Isolation isolation = Isolation.Tenant)
    {
        var claim = ClaimAsync(tenant, isolation);
        Assert.True(claim.IsCompletedSuccessfully, "there was no place");
#pragma warning disable RS0030 // It is complete.
        return Assert.IsType<ClaimResult.Claimed>(claim.Result).Slot;
#pragma warning restore RS0030
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Polydev.Drivers;

namespace Polydev.Tests.Controller.Workers;

/// <summary>A driver whose workers are whatever the test makes of them.</summary>
internal sealed class FakeWorkerDriver : IWorkerDriver
{
    private readonly Channel<AllocationEnded> _ends = Channel.CreateUnbounded<AllocationEnded>();

    public string Name { get; init; } = "fake";

    /// <summary>What a start comes to; placed at once unless the test says otherwise.</summary>
    public Func<WorkerSpec, CancellationToken, Task<StartResult>>? OnStart { get; set; }

    public Func<Allocation, StopResult> OnStop { get; set; } = _ => new StopResult(true);

    public List<Allocation> Left { get; } = [];

    public ConcurrentQueue<WorkerSpec> Started { get; } = new();

    public ConcurrentQueue<Allocation> Stopped { get; } = new();

    public static WorkerIsolation Walls { get; } = new() { Mechanism = "fake", Network = true, Filesystem = true, Processes = true, MemoryLimit = "none", CpuLimit = "none" };

    public static Allocation Place(WorkerSpec spec) => Place(spec.WorkerId, spec.Pool);

    public static Allocation Place(string workerId, string pool = "default") =>
        new() { Driver = "fake", ExternalId = "x-" + workerId, Node = "node-1", WorkerId = workerId, Pool = pool };

    /// <summary>How often it was asked about its machine.</summary>
    public int Probes { get; private set; }

    public Task<DriverProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        Probes++;
        return Task.FromResult(new DriverProbe { Usable = true, Isolation = Walls });
    }

    public Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        Started.Enqueue(spec);
        return OnStart is null ? Task.FromResult(StartResult.Placed(Place(spec))) : OnStart(spec, cancellationToken);
    }

    public Task<IReadOnlyList<Allocation>> RecoverAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Allocation>>(Left);

    public IAsyncEnumerable<AllocationEnded> WatchAsync(CancellationToken cancellationToken) => _ends.Reader.ReadAllAsync(cancellationToken);

    public Task<StopResult> StopAsync(Allocation allocation, CancellationToken cancellationToken)
    {
        Stopped.Enqueue(allocation);
        return Task.FromResult(OnStop(allocation));
    }

    /// <summary>Says that a worker ended.</summary>
    public void SayEnded(Allocation allocation, string reason) => _ends.Writer.TryWrite(new AllocationEnded(allocation, reason, null));
}

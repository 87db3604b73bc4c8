using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Polydev.Drivers.Fake;

/// <summary>A driver without workers, as Nomad's mock driver is one without tasks: it starts, fails, delays and ends as it is told.</summary>
/// <remarks>
/// For tests, and to try pools, pacing and capacity at sizes no machine has. A worker that is to say hello gets it from
/// <see cref="Placed"/>. What it "runs" is kept in the driver itself: hand the same one to a second controller to play a restart.
/// </remarks>
/// <param name="options">What workers do; may be changed at any time.</param>
/// <param name="time">The clock that delays and lifetimes go by.</param>
public sealed class FakeDriver(FakeDriverOptions options, TimeProvider time) : IWorkerDriver
{
    private readonly ConcurrentDictionary<string, FakeWorker> _workers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(DriverError Error, string Message)> _failures = new();
    private readonly Channel<AllocationEnded> _ended = Channel.CreateUnbounded<AllocationEnded>();
    private long _lastId;
    private int _starts;

    /// <inheritdoc/>
    public string Name => "fake";

    /// <summary>What workers do from now on.</summary>
    public FakeDriverOptions Options => options;

    /// <summary>Called for each worker once it is placed and before its start returns: the place to simulate its hello.</summary>
    public Func<WorkerSpec, Allocation, CancellationToken, Task>? Placed { get; set; }

    /// <summary>The workers that live now.</summary>
    public IReadOnlyList<Allocation> Live => [.. _workers.Values.Select(w => w.Allocation)];

    /// <summary>How many starts were asked for, failed ones included.</summary>
    public int Starts => Volatile.Read(ref _starts);

    /// <summary>Makes the next start fail; several calls make several fail, in order.</summary>
    public void FailNext(DriverError error, string message = "told to fail") => _failures.Enqueue((error, message));

    /// <summary>Ends a worker suddenly.</summary>
    /// <returns>False when it does not live.</returns>
    public bool End(string workerId, string reason = "killed by signal 9", int? exitCode = 137)
    {
        if (!_workers.TryRemove(workerId, out var worker))
        {
            return false;
        }

        worker.Dispose();
        return _ended.Writer.TryWrite(new AllocationEnded(worker.Allocation, reason, exitCode));
    }

    /// <inheritdoc/>
    public Task<DriverProbe> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(new DriverProbe
    {
        Usable = options.Usable,
        Message = options.Usable ? "no real workers: this driver only pretends" : "told to be unusable",
        Isolation = new WorkerIsolation { Mechanism = "fake", Network = true, Filesystem = true, Processes = true, MemoryLimit = "none", CpuLimit = "none" },
    });

    /// <inheritdoc/>
    public async Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _starts);
        if (options.StartDelay > TimeSpan.Zero)
        {
            await Task.Delay(options.StartDelay, time, cancellationToken);
        }

        if (_failures.TryDequeue(out var failure))
        {
            return StartResult.Failed(failure.Error, failure.Message);
        }

        if (options.Failure is { } always)
        {
            return StartResult.Failed(always, "told to fail always");
        }

        var allocation = new Allocation
        {
            Driver = Name,
            ExternalId = "fake-" + Interlocked.Increment(ref _lastId).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Node = options.Node,
            WorkerId = spec.WorkerId,
            Pool = spec.Pool,
        };
        Add(allocation);
        if (Placed is { } placed)
        {
            await placed(spec, allocation, cancellationToken);
        }

        return StartResult.Placed(allocation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Allocation>> RecoverAsync(CancellationToken cancellationToken) => Task.FromResult(Live);

    /// <inheritdoc/>
    public IAsyncEnumerable<AllocationEnded> WatchAsync(CancellationToken cancellationToken) => _ended.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<StopResult> StopAsync(Allocation allocation, CancellationToken cancellationToken)
    {
        End(allocation.WorkerId, "stopped");
        return Task.FromResult(new StopResult(true));
    }

    private void Add(Allocation allocation)
    {
        var worker = new FakeWorker(allocation);
        _workers[allocation.WorkerId] = worker;
        if (options.Lifetime is { } lifetime)
        {
            worker.EndsBy(time.CreateTimer(_ => End(allocation.WorkerId, options.EndReason, options.EndCode), null, lifetime, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>A worker that does not exist.</summary>
    private sealed class FakeWorker(Allocation allocation) : IDisposable
    {
        private ITimer? _end;

        public Allocation Allocation => allocation;

        public void EndsBy(ITimer end) => _end = end;

        public void Dispose() => _end?.Dispose();
    }
}

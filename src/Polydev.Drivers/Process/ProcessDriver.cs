using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Native;
using Polydev.Drivers.Process.Cgroups;

namespace Polydev.Drivers.Process;

/// <summary>Workers as processes of this machine, each in the best walls that this user may build here.</summary>
/// <remarks>
/// Workers outlive the driver: disposing it ends none of them, and the next one finds them by <see cref="RecoverAsync"/>.
/// One thread waits for all of them. <see cref="WatchAsync"/> has one reader, and tells every end once, stops included.
/// </remarks>
public sealed class ProcessDriver : IWorkerDriver, IDisposable
{
    private static readonly TimeSpan s_cleanupPatience = TimeSpan.FromSeconds(5);

    private readonly ProcessDriverOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly WorkerStore _store;
    private readonly DescriptorLoop _loop = new();
    private readonly SemaphoreSlim _building = new(1, 1);
    private readonly ConcurrentDictionary<string, ProcessWorker> _workers = new(StringComparer.Ordinal);
    private readonly Channel<AllocationEnded> _ended = Channel.CreateUnbounded<AllocationEnded>();
    private Walls? _walls;

    /// <summary>Makes a driver; nothing happens until it is asked for something.</summary>
    public ProcessDriver(ProcessDriverOptions options, TimeProvider time, ILogger<ProcessDriver> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _store = new WorkerStore(Path.GetFullPath(options.StateDirectory));
    }

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public async Task<DriverProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        if (WorkerProgram.Find(_options) is not { } program)
        {
            return new Walls(null, null, MissingWorker()).ToProbe();
        }

        return (await WallsAsync(program, cancellationToken)).ToProbe();
    }

    /// <inheritdoc/>
    public async Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        if (spec.WorkerId.Length == 0 || spec.WorkerId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            return StartResult.Failed(DriverError.Unavailable, "a worker id is letters, digits, - and _: it names files");
        }

        if (WorkerProgram.Find(_options) is not { } program)
        {
            return StartResult.Failed(DriverError.ImageMissing, MissingWorker());
        }

        if (spec.Image is not null && spec.Image != _options.WorkerPath)
        {
            return StartResult.Failed(DriverError.ImageMissing, $"the process driver runs {_options.WorkerPath} and no image '{spec.Image}': use the docker driver for images");
        }

        var walls = await WallsAsync(program, cancellationToken);
        return walls.Sandbox is null
            ? StartResult.Failed(DriverError.Unavailable, walls.Remark!)
            : new WorkerStart(_options, _store, _loop, walls, program, spec, Name).Run() switch
            {
                { Worker: { } worker } => Placed(worker),
                { Error: var error, Message: var message } => StartResult.Failed(error, message!),
            };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Allocation>> RecoverAsync(CancellationToken cancellationToken)
    {
        _store.Prepare();
        var live = new List<Allocation>();
        var dead = 0;
        foreach (var facts in _store.Load().Where(f => !_workers.ContainsKey(f.WorkerId)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var known = facts.Boot == _store.Boot && facts.Pid > 0;
            if (known && WatchedProcess.Attach(_loop, facts.Pid, facts.StartTime) is { } process)
            {
                live.Add(Placed(new ProcessWorker(facts, process, WorkerStart.AllocationOf(facts, Name, _options.Node))).Allocation!);
                continue;
            }

            dead++;
            if (facts.Boot == _store.Boot)
            {
                await EndLeftoversAsync(facts);
            }

            _store.Remove(facts);
        }

        _logger.WorkersRecovered(live.Count, dead);
        return live;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AllocationEnded> WatchAsync(CancellationToken cancellationToken) => _ended.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<StopResult> StopAsync(Allocation allocation, CancellationToken cancellationToken)
    {
        if (!_workers.TryGetValue(allocation.WorkerId, out var worker) || worker.Allocation.ExternalId != allocation.ExternalId)
        {
            return new StopResult(true);
        }

        worker.Stop();
        try
        {
            await worker.Gone.WaitAsync(_options.StopTimeout, _time, cancellationToken);
            return new StopResult(true);
        }
        catch (TimeoutException)
        {
            return new StopResult(false, string.Create(CultureInfo.InvariantCulture,
                $"process {worker.Process.Pid} was killed but has not ended: it waits in the kernel, see /proc/{worker.Process.Pid}/stack"));
        }
    }

    /// <summary>Stops watching. Workers go on.</summary>
    public void Dispose()
    {
        _loop.Dispose();
        _building.Dispose();
        _ended.Writer.TryComplete();
    }

    private StartResult Placed(ProcessWorker worker)
    {
        _workers[worker.Facts.WorkerId] = worker;
        _logger.WorkerStarted(worker.Facts.WorkerId, worker.Process.Pid);
        _ = FollowAsync(worker);
        return StartResult.Placed(worker.Allocation);
    }

    private async Task FollowAsync(ProcessWorker worker)
    {
        var code = await worker.Process.Ended;
        var reason = worker.Reason(code);
        try
        {
            if (!await EndLeftoversAsync(worker.Facts))
            {
                _logger.WorkerLeftovers(null, worker.Facts.WorkerId);
            }

            _store.Remove(worker.Facts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.WorkerLeftovers(e, worker.Facts.WorkerId);
        }

        _workers.TryRemove(worker.Facts.WorkerId, out _);
        _logger.WorkerEnded(worker.Facts.WorkerId, worker.Process.Pid, reason);
        _ended.Writer.TryWrite(new AllocationEnded(worker.Allocation, reason, code));
        worker.SetGone();
    }

    /// <summary>Ends what a worker left running.</summary>
    private async Task<bool> EndLeftoversAsync(WorkerFacts facts)
    {
        if (facts.Pid == 0)
        {
            Leftovers.EndWorker(facts.WorkerId);
        }

        if (facts.Cgroups.Count > 0)
        {
            return await new WorkerCgroup(facts.Cgroups).EndAsync(s_cleanupPatience, _time);
        }

        return facts.Pid == 0 || await Leftovers.EndSessionAsync(facts.Pid, groupOnly: facts.Wrapped, s_cleanupPatience, _time);
    }

    private async Task<Walls> WallsAsync(WorkerProgram program, CancellationToken cancellationToken)
    {
        if (_walls is { Sandbox: not null } known)
        {
            return known;
        }

        await _building.WaitAsync(cancellationToken);
        try
        {
            if (_walls is { Sandbox: not null })
            {
                return _walls;
            }

            _store.Prepare();
            _walls = await new WallBuilder(_options, _loop, _store, _time).BuildAsync(program);
            Tell(_walls);
            return _walls;
        }
        finally
        {
            _building.Release();
        }
    }

    private void Tell(Walls walls)
    {
        var isolation = walls.ToProbe().Isolation;
        _logger.WallsBuilt(isolation.Mechanism, isolation.MemoryLimit, isolation.CpuLimit);
        if (walls.Remark is not null)
        {
            _logger.WallsMissing(walls.Remark);
        }
    }

    private string MissingWorker() => _options.WorkerPath.Length == 0
        ? "no worker is configured: set WorkerPath to the polydev-worker binary"
        : $"there is no worker at {_options.WorkerPath}: build it with ./polydev, or set WorkerPath to the polydev-worker binary";
}

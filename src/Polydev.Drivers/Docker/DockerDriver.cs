using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Docker.Limits;
using Polydev.Drivers.Docker.Shims;

namespace Polydev.Drivers.Docker;

/// <summary>Workers as containers of a Docker engine on this machine, each without network and with nothing but its two sockets.</summary>
/// <remarks>
/// Containers outlive the driver: disposing it ends none of them, and the next one finds them by <see cref="RecoverAsync"/>. Ends are seen
/// while <see cref="WatchAsync"/> runs, which has one reader and tells every end once, stops included. One that nobody recovers
/// ends by itself when no controller lets it in, and the engine removes it.
/// </remarks>
public sealed class DockerDriver : IWorkerDriver, IAsyncDisposable
{
    /// <summary>Name of the driver.</summary>
    public const string DriverName = "docker";

    private static readonly TimeSpan s_recoveryPause = TimeSpan.FromMilliseconds(250);

    private readonly DockerDriverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ContainerEngine _engine;
    private readonly ContainerBook _book;
    private readonly ContainerRemovals _removals;
    private readonly LimitWatch _limits;
    private readonly ContainerWatch _watch;
    private readonly Lazy<string> _owner;
    private readonly SemaphoreSlim _starts;
    private readonly ConcurrentDictionary<Task, bool> _underWay = [];
    private volatile EngineFacts? _facts;

    /// <summary>Makes a driver; nothing happens until it is asked for something.</summary>
    public DockerDriver(DockerDriverOptions options, TimeProvider time, ILogger<DockerDriver> logger)
        : this(options, ShimTable.OfThisMachine, time, logger)
    {
    }

    /// <summary>The same, on a machine with certain shims.</summary>
    internal DockerDriver(DockerDriverOptions options, ShimTable shims, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _owner = new Lazy<string>(() => OwnerId.In(options.StateDirectory, DriverName));
        _engine = new ContainerEngine(options, time);
        _removals = new ContainerRemovals(_engine, shims, options, time, logger);
        _limits = new LimitWatch(_engine, options, time, logger) { OutOfProcesses = worker => _ = _removals.Begin(worker.Allocation!.ExternalId) };
        _book = new ContainerBook(options.Node, _limits, time, logger);
        _watch = new ContainerWatch(_engine, _book, _removals, new Leftovers(_engine, shims, options, time, logger), options, () => _owner.Value, time, logger);
        _starts = new SemaphoreSlim(options.ParallelStarts);
    }

    /// <inheritdoc/>
    public string Name => DriverName;

    /// <inheritdoc/>
    public async Task<DriverProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var patience = Within(_options.StartTimeout, cancellationToken);
            var facts = await _engine.DescribeAsync(patience.Token);
            await _engine.RequireImageAsync(_options.Image, patience.Token);
            _facts = facts;
            return facts.ToProbe();
        }
        catch (Exception e) when (Fault(e, cancellationToken) is { } fault)
        {
            return EngineFacts.Unknown(_options.Runtime, fault.Message).ToProbe();
        }
    }

    /// <inheritdoc/>
    public async Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        if (spec.WorkerId.Length == 0 || spec.WorkerId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            return StartResult.Failed(DriverError.Unavailable, "a worker id is letters, digits, - and _: it names containers");
        }

        if (_book.Add(spec.WorkerId, spec.Pool) is not { } worker)
        {
            return StartResult.Failed(DriverError.Unavailable, $"there is a worker {spec.WorkerId} already");
        }

        var starting = RunAsync(worker, spec, cancellationToken);
        _underWay.TryAdd(starting, true);
        try
        {
            return await starting;
        }
        finally
        {
            _underWay.TryRemove(starting, out _);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Allocation>> RecoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var listed = await ListPatientlyAsync(cancellationToken);
            var live = listed.Where(c => c.State == "running" && ContainerLabels.Of(c, ContainerLabels.Worker).Length > 0).ToList();
            var dead = listed.Except(live).Where(c => !_book.Wants(ContainerLabels.Of(c, ContainerLabels.Worker))).ToList();
            var found = live.Select(Adopt).OfType<Allocation>().ToList();
            Task removed = Task.WhenAll(dead.Select(c => _removals.Begin(c.ID)));
            await removed.WaitAsync(_options.RecoveryPatience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _logger.ContainersRecovered(found.Count, dead.Count);
            return found;
        }
        finally
        {
            // Whatever was not found now has no future: its controller goes on without it.
            _watch.OwnAll();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AllocationEnded> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = _watch.RunAsync(over.Token);
        try
        {
            await foreach (var ended in _book.Ended.ReadAllAsync(cancellationToken))
            {
                yield return ended;
            }
        }
        finally
        {
            await over.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async Task<StopResult> StopAsync(Allocation allocation, CancellationToken cancellationToken)
    {
        var worker = _book.Find(allocation);
        worker?.SetStopping();
        try
        {
            using var patience = Within(_options.StopTimeout, cancellationToken);
            await _removals.RemoveAsync(allocation.ExternalId, patience.Token);
        }
        catch (Exception e) when (Fault(e, cancellationToken) is { } fault)
        {
            if (worker is not null)
            {
                worker.IsLeft = true;
            }

            return new StopResult(false, fault.Message);
        }

        if (worker is not null)
        {
            await _book.EndAsync(worker, allocation.ExternalId, code: null);
        }

        return new StopResult(true);
    }

    /// <summary>Stops watching, when the starts under way have come to an end. Containers go on.</summary>
    public async ValueTask DisposeAsync()
    {
        // A start that is left alone leaves a container that nobody runs.
        await Task.WhenAll(_underWay.Keys).WaitAsync(_options.StopTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _limits.Dispose();
        _engine.Dispose();
        _starts.Dispose();
        _removals.Dispose();
    }

    private async Task<StartResult> RunAsync(ContainerWorker worker, WorkerSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await _starts.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _book.Forget(worker);
            throw;
        }

        try
        {
            var result = await PlaceAsync(worker, spec);
            if (cancellationToken.IsCancellationRequested)
            {
                await UndoAsync(worker);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return result;
        }
        finally
        {
            _starts.Release();
        }
    }

    /// <summary>Has the engine make and start the container. No caller gives it up half-way: the engine would go on, and nobody know what it made.</summary>
    private async Task<StartResult> PlaceAsync(ContainerWorker worker, WorkerSpec spec)
    {
        try
        {
            using var patience = Within(_options.StartTimeout, CancellationToken.None);
            _facts ??= await _engine.DescribeAsync(patience.Token);
            var shape = ContainerShape.Of(_options, _facts, spec, _owner.Value);
            var container = await _engine.RunAsync(shape, id => worker.Container = id, patience.Token);
            _logger.ContainerStarted(spec.WorkerId, container);
            return StartResult.Placed(Place(worker, container));
        }
        catch (Exception e) when (Fault(e, CancellationToken.None) is { } fault)
        {
            // What is true of one engine need not be of the one that takes its place.
            _facts = null;
            await UndoAsync(worker);
            return StartResult.Failed(fault.Error, fault.Message);
        }
    }

    /// <summary>Removes what a start may have left. What is left even then, the watch finds, as its worker is known no more.</summary>
    private async Task UndoAsync(ContainerWorker worker)
    {
        worker.SetStopping();
        await _removals.Begin(worker.Container ?? ContainerShape.NameOf(worker.WorkerId));
        _book.Forget(worker);
    }

    private async Task<IList<ContainerListResponse>> ListPatientlyAsync(CancellationToken cancellationToken)
    {
        Exception? last = null;
        using var patience = Within(_options.RecoveryPatience, cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    return await _engine.ListAsync(_owner.Value, patience.Token);
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    last = e;
                    await Task.Delay(s_recoveryPause, _time, patience.Token);
                }
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Patience may end in the middle of a call as well as between two.
            throw new IOException(EngineFault.Of(last ?? new TimeoutException(), _options.EngineSocket, _options.Image)!.Message, e);
        }
    }

    private Allocation? Adopt(ContainerListResponse container) =>
        _book.Add(ContainerLabels.Of(container, ContainerLabels.Worker), ContainerLabels.Of(container, ContainerLabels.Pool)) is { } worker
            ? Place(worker, container.ID)
            : null;

    private Allocation Place(ContainerWorker worker, string container)
    {
        var allocation = _book.Place(worker, container);
        _ = _limits.WatchAsync(worker, container);
        return allocation;
    }

    private Patience Within(TimeSpan limit, CancellationToken cancellationToken) => new(limit, _time, cancellationToken);

    private EngineFault? Fault(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        OperationCanceledException => EngineFault.Of(new TimeoutException(), _options.EngineSocket, _options.Image),
        _ => EngineFault.Of(exception, _options.EngineSocket, _options.Image),
    };
}

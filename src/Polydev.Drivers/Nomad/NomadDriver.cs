using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Drivers.Nomad;

/// <summary>Workers as allocations of a Nomad cluster: each is a dispatch of one job, used once and never replaced by the cluster.</summary>
/// <remarks>
/// Workers outlive the driver: disposing it ends none of them, and the next one finds them by <see cref="RecoverAsync"/>. Ends are seen
/// while <see cref="WatchAsync"/> runs, which has one reader and tells every end once, stops included. A worker is its dispatched job and that one's first
/// allocation; a second allocation, which a drain or a lost node may bring, is ended at once.
/// </remarks>
public sealed class NomadDriver : IWorkerDriver, IAsyncDisposable
{
    /// <summary>Name of the driver.</summary>
    public const string DriverName = "nomad";

    private static readonly TimeSpan s_recoveryPause = TimeSpan.FromMilliseconds(500);

    private readonly NomadDriverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NomadClient _cluster;
    private readonly PlacementBook _book;
    private readonly WorkerJobs _jobs;
    private readonly WorkerPlacement _placement;
    private readonly PlacementWatch _watch;
    private readonly WorkerStarts _starts;

    /// <summary>Makes a driver; nothing happens until it is asked for something.</summary>
    /// <exception cref="NomadException">A certificate file cannot be used.</exception>
    public NomadDriver(NomadDriverOptions options, TimeProvider time, ILogger<NomadDriver> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        var owner = new Lazy<string>(() => OwnerId.In(options.StateDirectory, DriverName));
        _cluster = new NomadClient(options.Cluster, time);
        _book = new PlacementBook(logger);
        _jobs = new WorkerJobs(_cluster, options, () => owner.Value, logger);
        _placement = new WorkerPlacement(_cluster);
        var parts = new ClusterParts(_cluster, _book, _jobs, options, time);
        _watch = new PlacementWatch(parts, logger);
        _starts = new WorkerStarts(parts, _placement, logger);
    }

    /// <inheritdoc/>
    public string Name => DriverName;

    /// <inheritdoc/>
    public async Task<DriverProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _starts.LookAsync(cancellationToken)).ToProbe();
        }
        catch (NomadException e)
        {
            return ClusterFacts.Unusable(ClusterFault.Of(e).Message);
        }
    }

    /// <inheritdoc/>
    public async Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        if (_book.Add(spec.WorkerId, spec.Pool) is not { } worker)
        {
            return StartResult.Failed(DriverError.Unavailable, $"there is a worker {spec.WorkerId} already");
        }

        return await _starts.StartAsync(worker, spec, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Allocation>> RecoverAsync(CancellationToken cancellationToken)
    {
        NomadException? last = null;
        using var patience = new Patience(_options.RecoveryPatience, _time, cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    return await AdoptAsync(patience.Token);
                }
                catch (NomadException e) when (e.Transient)
                {
                    last = e;
                    await Task.Delay(s_recoveryPause, _time, patience.Token);
                }
            }
        }
        catch (NomadException e)
        {
            throw new IOException(ClusterFault.Of(e).Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Patience may end in the middle of a call as well as between two.
            throw new IOException(last is null ? $"the Nomad cluster did not answer within {_options.RecoveryPatience.TotalSeconds:0.#} s" : ClusterFault.Of(last).Message, e);
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
        if (PlaceId.Parse(allocation.ExternalId) is not { } place)
        {
            return new StopResult(false, $"'{allocation.ExternalId}' is no place on a Nomad cluster");
        }

        var worker = _book.OfJob(place.Job);
        worker?.SetStopping();
        try
        {
            using var patience = new Patience(_options.StopTimeout, _time, cancellationToken);
            await EndAsync(place, patience.Token);
        }
        catch (NomadException e)
        {
            return new StopResult(false, ClusterFault.Of(e).Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StopResult(false, "the worker was told to end, and the cluster does not say that it has");
        }

        if (worker is not null)
        {
            _book.End(worker, PlacementEnd.Unseen);
        }

        return new StopResult(true);
    }

    /// <summary>Stops watching, when the starts under way have come to an end. Workers go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _starts.DisposeAsync();
        _cluster.Dispose();
    }

    private async Task EndAsync(PlaceId place, CancellationToken cancellationToken)
    {
        await _starts.RemoveAsync(place, cancellationToken);
        await _placement.EndAsync(place.Allocation, cancellationToken);
    }

    private async Task<IReadOnlyList<Allocation>> AdoptAsync(CancellationToken cancellationToken)
    {
        await _starts.LookAsync(cancellationToken);
        var children = await _jobs.ChildrenAsync(null, cancellationToken);
        var ours = await _jobs.DetailsAsync(children, cancellationToken);
        var allocations = (await _cluster.Allocations.ListAsync(null, cancellationToken)).Value.ToLookup(a => a.JobID ?? "", StringComparer.Ordinal);
        var found = new List<Allocation>();
        var dead = 0;
        foreach (var job in ours)
        {
            if (WorkerPlacement.FirstOf(allocations[job.ID]) is { } first && !PlacementEnd.IsOver(first) && first.DesiredStatus == "run")
            {
                if (_book.Add(job.Meta![WarmPoolJob.WorkerMeta], job.Meta.GetValueOrDefault(WarmPoolJob.PoolMeta, "")) is { } worker)
                {
                    found.Add(_book.Place(worker, new PlaceId(job.ID, first.ID), first));
                }
            }
            else if (!_book.Knows(job.Meta![WarmPoolJob.WorkerMeta]))
            {
                dead++;
                await _jobs.RemoveAsync(job.ID, cancellationToken);
            }
        }

        _logger.WorkersRecovered(found.Count, dead);
        return found;
    }
}

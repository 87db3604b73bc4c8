using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>The jobs that workers are dispatched from, and the dispatches.</summary>
internal sealed class WorkerJobs(NomadClient cluster, NomadDriverOptions options, Func<string> owner, ILogger logger)
{
    private const int LooksAtOnce = 8;

    private readonly ConcurrentDictionary<string, bool> _registered = new(StringComparer.Ordinal);
    private bool _mayRemove = true;

    /// <summary>Version of the cluster.</summary>
    public NomadVersion Version { get; set; } = NomadVersion.Oldest;

    /// <summary>Dispatches a worker, after making sure that there is a job to dispatch it from.</summary>
    /// <exception cref="NomadException">The cluster refused, or nobody knows whether it heard.</exception>
    public async Task<JobDispatch> DispatchAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        var job = JobOf(spec);
        var known = _registered.ContainsKey(job.Id);
        await RequireAsync(job, cancellationToken);
        try
        {
            return await SendAsync(job, spec, cancellationToken);
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound && known)
        {
            // Somebody purged it since. Its children go on; there is nothing to dispatch from any more.
            _registered.TryRemove(job.Id, out _);
            await RequireAsync(job, cancellationToken);
            return await SendAsync(job, spec, cancellationToken);
        }
    }

    /// <summary>Finds the job that came of a dispatch whose answer was lost; null when there is none.</summary>
    public async Task<string?> FindAsync(WorkerSpec spec, Func<string, bool> isKnown, CancellationToken cancellationToken)
    {
        var children = await ChildrenAsync(JobOf(spec).Id, cancellationToken);
        var details = await DetailsAsync(children.Where(c => !isKnown(c.ID)), cancellationToken);
        return details.FirstOrDefault(j => j.Meta?.GetValueOrDefault(WarmPoolJob.WorkerMeta) == spec.WorkerId)?.ID;
    }

    /// <summary>Jobs that were dispatched from any of ours, or from one.</summary>
    public async Task<IReadOnlyList<JobStub>> ChildrenAsync(string? parent, CancellationToken cancellationToken)
    {
        var prefix = parent is null ? WarmPoolJob.IdPrefix : parent + "/dispatch-";
        var listed = await cluster.Jobs.ListAsync(new NomadQuery { Prefix = prefix }, cancellationToken);
        return [.. listed.Value.Where(j => !string.IsNullOrEmpty(j.ParentID))];
    }

    /// <summary>Those of the jobs that are this controller's, in full.</summary>
    public async Task<IReadOnlyList<NomadJob>> DetailsAsync(IEnumerable<JobStub> jobs, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<NomadJob>();
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellationToken }, async (job, token) =>
        {
            try
            {
                var detail = (await cluster.Jobs.GetAsync(job.ID, null, token)).Value;
                if (detail.Meta?.GetValueOrDefault(WarmPoolJob.OwnerMeta) == owner())
                {
                    found.Add(detail);
                }
            }
            catch (NomadException e) when (e.Error == NomadError.NotFound)
            {
                // Collected in between.
            }
        });
        return [.. found];
    }

    /// <summary>Stops and forgets a dispatched job, where the token may.</summary>
    /// <returns>Whether the cluster will end what runs of it.</returns>
    /// <exception cref="NomadException">The cluster refused otherwise.</exception>
    public async Task<bool> RemoveAsync(string job, CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _mayRemove))
        {
            return false;
        }

        try
        {
            await cluster.Jobs.StopAsync(job, purge: true, cancellationToken);
            return true;
        }
        catch (NomadException e) when (e.Error == NomadError.Forbidden)
        {
            Volatile.Write(ref _mayRemove, false);
            logger.JobsStay();
            return false;
        }
    }

    /// <summary>Kills an allocation's task at once; nothing takes its place.</summary>
    /// <returns>Whether it was there to be killed.</returns>
    /// <exception cref="NomadException">The cluster refused.</exception>
    public async Task<bool> KillAsync(string allocation, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.Allocations.SignalAsync(allocation, "SIGKILL", WorkerContainer.TaskName, cancellationToken);
            return true;
        }
        catch (NomadException e) when (e.Error is NomadError.NotFound or NomadError.TaskNotRunning or NomadError.Rpc)
        {
            // Not there, not running, or on a node that no server reaches.
            return false;
        }
    }

    private WarmPoolJob JobOf(WorkerSpec spec) => new()
    {
        Place = options.Place,
        Image = spec.Image ?? options.Image,
        CpuMhz = WarmPoolJob.MhzOf(spec.Cpus, options.MhzPerCore),
        MemoryMb = WarmPoolJob.MegabytesOf(spec.MemoryBytes),
        OrphanSeconds = options.OrphanSeconds,
    };

    private async Task RequireAsync(WarmPoolJob job, CancellationToken cancellationToken)
    {
        if (_registered.ContainsKey(job.Id))
        {
            return;
        }

        try
        {
            await cluster.Jobs.RegisterAsync(job.ToJob().For(Version), null, cancellationToken);
            logger.JobRegistered(job.Id, job.Image);
        }
        catch (NomadException e) when (e.Error == NomadError.Forbidden)
        {
            // The least of rights: an operator has registered it, or the dispatch says that nobody has.
        }

        _registered.TryAdd(job.Id, true);
    }

    private async Task<JobDispatch> SendAsync(WarmPoolJob job, WorkerSpec spec, CancellationToken cancellationToken)
    {
        var meta = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [WarmPoolJob.WorkerMeta] = spec.WorkerId,
            [WarmPoolJob.NonceMeta] = spec.Nonce,
            [WarmPoolJob.PoolMeta] = spec.Pool,
            [WarmPoolJob.OwnerMeta] = owner(),
        };
        try
        {
            return (await cluster.Jobs.DispatchAsync(job.Id, meta, null, Version.HasDispatchTokens ? spec.WorkerId : null, null, cancellationToken)).Value;
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound)
        {
            throw new NomadException(
                e.Error, e.Status, $"the job {job.Id}, which workers of {job.Image} are dispatched from. An operator registers what `polydev jobs render warm-pool` prints; or the token gets submit-job, and read of the host volume {WorkerContainer.SocketVolume}", e);
        }
    }
}

using System.Globalization;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Benchmarks.Cluster;

/// <summary>A loop that only dispatches: the same image in the same walls, which waits for a link that never comes, at the pace that the driver keeps.</summary>
internal sealed class BareDispatches : IAsyncDisposable
{
    private readonly NomadClient _cluster;
    private readonly RunningTimes _running;
    private readonly string _id = $"polydev-bench-{Guid.NewGuid():N}"[..24];

    private BareDispatches(NomadClient cluster, RunningTimes running) => (_cluster, _running) = (cluster, running);

    /// <summary>Registers the job that is dispatched.</summary>
    public static async Task<BareDispatches> RegisterAsync(NomadClient cluster, RunningTimes running, int memoryMb)
    {
        var bare = new BareDispatches(cluster, running);
        var container = new WorkerContainer
        {
            Image = RuntimeImage.Own,
            MemoryMb = memoryMb,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["POLYDEV_SOCKETS"] = WorkerContainer.SocketDirectory,
                ["POLYDEV_WORKER_ID"] = "${NOMAD_META_worker_id}",
                ["POLYDEV_NONCE"] = new string('0', 64),
                ["POLYDEV_ORPHAN_SECONDS"] = "3600",
            },
        };
        var version = await cluster.Agent.VersionAsync(CancellationToken.None) ?? NomadVersion.Oldest;
        var job = new NomadJob
        {
            ID = bare._id,
            Name = bare._id,
            Datacenters = [Environment.GetEnvironmentVariable("NOMAD_DATACENTER") is { Length: > 0 } named ? named : "dc1"],
            Type = "batch",
            Priority = 50,
            ParameterizedJob = new ParameterizedJob { Payload = "forbidden", MetaRequired = ["worker_id"] },
            TaskGroups = [container.ToGroup()],
        };
        await cluster.Jobs.RegisterAsync(job.For(version), null, CancellationToken.None);
        return bare;
    }

    /// <summary>Dispatches so many; gives how long each took until the cluster said that it runs, and how many a second there were.</summary>
    /// <param name="count">How many.</param>
    /// <param name="atOnce">How many at the same time.</param>
    public async Task<(IReadOnlyList<double> Took, double PerSecond)> RunAsync(int count, int atOnce)
    {
        var began = TimeProvider.System.GetUtcNow();
        using var turns = new SemaphoreSlim(atOnce);
        var ended = await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await turns.WaitAsync();
            var asked = TimeProvider.System.GetUtcNow();
            var meta = new Dictionary<string, string>(StringComparer.Ordinal) { ["worker_id"] = i.ToString(CultureInfo.InvariantCulture) };
            var job = (await _cluster.Jobs.DispatchAsync(_id, meta, null, null, null, CancellationToken.None)).Value.DispatchedJobID;
            var at = await _running.OfAsync(job);
            turns.Release();
            return (Took: (at - asked).TotalMilliseconds, At: at);
        }));
        await EmptyAsync("/dispatch-");
        return ([.. ended.Select(e => e.Took)], count / (ended.Max(e => e.At) - began).TotalSeconds);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EmptyAsync("");

    private async Task EmptyAsync(string below)
    {
        foreach (var job in (await _cluster.Jobs.ListAsync(new NomadQuery { Prefix = _id + below }, CancellationToken.None)).Value)
        {
            await _cluster.Jobs.StopAsync(job.ID, purge: true, CancellationToken.None);
        }

        while ((await _cluster.Allocations.ListAsync(null, CancellationToken.None)).Value.Any(a => a.JobID!.StartsWith(_id, StringComparison.Ordinal) && a.ClientStatus is "running" or "pending"))
        {
            await Task.Delay(200);
        }
    }
}

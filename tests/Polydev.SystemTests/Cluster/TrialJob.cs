using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>A job of a test's own on a live cluster, gone with the test. Its container is our image's, which waits for a link that never comes.</summary>
internal sealed class TrialJob(LiveCluster live, string name) : IAsyncDisposable
{
    /// <summary>Id of the job.</summary>
    public string Id { get; } = $"polydev-trial-{name}-{Guid.NewGuid():N}"[..40];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The job, which runs until it is ended.</summary>
    public NomadJob Waiting() => Job(new WorkerContainer
    {
        Image = RuntimeImage.Own,
        MemoryMb = 64,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POLYDEV_SOCKETS"] = WorkerContainer.SocketDirectory,
            ["POLYDEV_WORKER_ID"] = "wrk_trial",
            ["POLYDEV_NONCE"] = "none",
            ["POLYDEV_ORPHAN_SECONDS"] = "600",
        },
    });

    /// <summary>The job, which says its version and ends.</summary>
    public NomadJob Speaking() => Job(new WorkerContainer { Image = RuntimeImage.Own, MemoryMb = 64, Arguments = ["--version"] });

    /// <summary>The job, whose dispatches say their version and end.</summary>
    public NomadJob Dispatched() => Speaking() with { ParameterizedJob = new ParameterizedJob { Payload = "optional", MetaRequired = ["what"] } };

    /// <summary>Registers a job and waits until its first allocation is in a state.</summary>
    public async Task<NomadAllocation> RunAsync(NomadJob job, params string[] states)
    {
        await live.Operator.Jobs.RegisterAsync(job, null, Token);
        return await FirstAsync(job.ID!, states);
    }

    /// <summary>Waits until the first allocation of a job is in a state.</summary>
    public async Task<NomadAllocation> FirstAsync(string job, params string[] states)
    {
        NomadAllocation? first = null;
        await PolydevProcess.UntilAsync(
            async () => (first = (await live.Operator.Jobs.AllocationsAsync(job, null, Token)).Value.OrderBy(a => a.CreateIndex).FirstOrDefault()) is { } found && states.Contains(found.ClientStatus),
            () => $"{job} was {string.Join(" or ", states)}; it is {first?.ClientStatus}: {string.Join("; ", first?.TaskStates?.Values.SelectMany(s => s.Events ?? []).Select(e => e.DisplayMessage) ?? [])}");
        return first!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var job in (await live.Operator.Jobs.ListAsync(new NomadQuery { Prefix = Id }, CancellationToken.None)).Value)
        {
            await live.Operator.Jobs.StopAsync(job.ID, purge: true, CancellationToken.None);
        }
    }

    private NomadJob Job(WorkerContainer container) => new NomadJob
    {
        ID = Id,
        Name = Id,
        Datacenters = [live.Environment.GetValueOrDefault("NOMAD_DATACENTER", "dc1")],
        Type = "batch",
        Priority = 50,
        TaskGroups = [container.ToGroup()],
    }.For(live.Version);
}

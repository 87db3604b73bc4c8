using System.Globalization;
using System.Security.Cryptography;
using Polydev.Controller.Cluster.Health;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Controller.Cluster.Checks;

/// <summary>The steps that run something. Whatever comes of one, what it made is removed.</summary>
internal sealed class TrialSteps(ClusterLine line, LookSteps looks, WorkerSize size)
{
    private const int NonceBytes = 32;
    private const int LittleMhz = 50;
    private const int LittleMb = 64;
    private const string NoSubmit = "the token may not submit jobs, as is advised: have it checked with one that may (NOMAD_TOKEN), directly at the cluster";

    private string Image => line.Target.Defaults.Image;

    /// <summary>Whether the image is on each node that may run workers, tried by running it there.</summary>
    public async Task<Finding> ImageAsync(CancellationToken cancellationToken)
    {
        if (looks.MaySubmit != true)
        {
            return Finding.Skipped(NoSubmit);
        }

        await using var trial = await TrialJob.SubmitAsync(line, Trial("image", looks.Able.Count), cancellationToken);
        var (allocations, noPlace) = await trial.EndAsync(looks.Able.Count, cancellationToken);
        var ended = allocations.Select(a => (Node: a.NodeName ?? "", Words: PlacementWords.End(a, WorkerContainer.TaskName) ?? "it did not end", Code: PlacementWords.ExitCode(a, WorkerContainer.TaskName))).ToList();
        var wrong = ended.Where(e => e.Code != 0).Select(e => $"{e.Node}: {e.Words}").ToList();
        if (wrong.Count > 0)
        {
            return Finding.Failed($"{Image} does not run on {wrong.Count} of {looks.Able.Count} nodes; {string.Join("; ", wrong)}", "polydev image build --output FILE, then docker load there; or name an image that the nodes can pull.");
        }

        return noPlace is not null
            ? Finding.Failed($"it could be tried on {ended.Count} of {looks.Able.Count} nodes: {noPlace}", "Stop something, or add nodes.")
            : Finding.Ok($"{Image} runs on {string.Join(", ", ended.Select(e => e.Node).Order(StringComparer.Ordinal))}");
    }

    /// <summary>Whether a job comes from its submission to its end and leaves nothing.</summary>
    public async Task<Finding> JobAsync(CancellationToken cancellationToken)
    {
        if (looks.MaySubmit != true)
        {
            return Finding.Skipped(NoSubmit);
        }

        string said;
        string id;
        var begun = line.Time.GetTimestamp();
        await using (var trial = await TrialJob.SubmitAsync(line, Trial("job", 1), cancellationToken))
        {
            id = trial.Id;
            var (allocations, noPlace) = await trial.EndAsync(1, cancellationToken);
            if (allocations is not [var only])
            {
                return Finding.Failed(noPlace ?? "it was not placed");
            }

            if (PlacementWords.ExitCode(only, WorkerContainer.TaskName) != 0)
            {
                return Finding.Failed($"it ended on {only.NodeName}: {PlacementWords.End(only, WorkerContainer.TaskName)}");
            }

            said = await OutputAsync(only.ID, cancellationToken);
            if (said.Length == 0)
            {
                return Finding.Failed($"it ran on {only.NodeName} and ended well, but its log is empty", "Is disable_log_collection set in the docker plugin? Then logs of jobs cannot be read.");
            }
        }

        return await IsThereAsync(id, cancellationToken)
            ? Finding.Failed($"it ran, and was not removed: {id} is still there", $"nomad job stop -purge {id}")
            : Finding.Ok(string.Create(CultureInfo.InvariantCulture, $"submitted, placed, run, read ('{said}') and removed in {line.Time.GetElapsedTime(begun).TotalSeconds:0.0} s"));
    }

    /// <summary>Whether the workers' job is registered, and a dispatch of it is placed and removed again.</summary>
    public async Task<Finding> WorkerAsync(CancellationToken cancellationToken)
    {
        var job = WorkerJob.Of(line.Target, size);
        var made = false;
        if (!await IsThereAsync(job.Id, cancellationToken))
        {
            if (looks.MaySubmit != true)
            {
                return Finding.Failed($"its job {job.Id} is not registered, and the token may not submit jobs", "Have an operator register it: polydev jobs render warm-pool | nomad job run -");
            }

            try
            {
                await line.Client.Jobs.RegisterAsync(job.ToJob().For(await line.VersionAsync(cancellationToken)), null, cancellationToken);
                made = true;
            }
            catch (NomadException e) when (e.Error == NomadError.Forbidden)
            {
                return Finding.Failed($"its job {job.Id} is not registered, and the token may submit jobs but none with the workers' sockets", $"Give its policy host_volume \"{WorkerContainer.SocketVolume}\" {{ policy = \"read\" }}.");
            }
        }

        try
        {
            return await DispatchAsync(job.Id, made, cancellationToken);
        }
        finally
        {
            if (made)
            {
                await TrialJob.RemoveAsync(line, job.Id);
            }
        }
    }

    private async Task<Finding> DispatchAsync(string job, bool made, CancellationToken cancellationToken)
    {
        var begun = line.Time.GetTimestamp();
        await using var trial = await TrialJob.DispatchAsync(line, job, Meta(), looks.MaySubmit == true, cancellationToken);
        var (first, noPlace) = await trial.PlacedAsync(cancellationToken);
        if (first is null)
        {
            return Finding.Failed(noPlace ?? "the dispatch was not placed");
        }

        var placed = line.Time.GetElapsedTime(begun);
        if (await trial.KillAsync(first.ID, cancellationToken) is { } fault)
        {
            return Finding.Failed($"a worker was placed on {first.NodeName}, and could not be ended: {fault}", "Give the token's policy alloc-lifecycle in the namespace.");
        }

        return Finding.Ok(string.Create(
            CultureInfo.InvariantCulture, $"{job} {(made ? "could be registered" : "is registered")}, a worker of it was placed on {first.NodeName} in {placed.TotalMilliseconds:0} ms and removed{(looks.MaySubmit == true ? "" : "; its ended job stays listed until job_gc_threshold")}"));
    }

    private RuntimeContainerJob Trial(string what, int nodes) => new()
    {
        Id = $"{TemplateWords.IdPrefix}check-{what}-{Random()}",
        Place = line.Target.Defaults.Place,
        Image = Image,
        CpuMhz = LittleMhz,
        MemoryMb = LittleMb,
        Nodes = nodes,
    };

    /// <summary>What a worker is told. Nobody knows the nonce, so it can join nothing.</summary>
    private static Dictionary<string, string> Meta() => new(StringComparer.Ordinal)
    {
        [WarmPoolJob.WorkerMeta] = "w_check_" + Random(),
        [WarmPoolJob.NonceMeta] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes)),
        [WarmPoolJob.PoolMeta] = "check",
        [WarmPoolJob.OwnerMeta] = "check",
    };

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    private async Task<string> OutputAsync(string allocation, CancellationToken cancellationToken)
    {
        using var said = new MemoryStream();
        await foreach (var piece in line.Client.Files.PlainAsync(new LogRequest(allocation, WorkerContainer.TaskName, Errors: false), cancellationToken))
        {
            said.Write(piece.Span);
        }

        return System.Text.Encoding.UTF8.GetString(said.ToArray()).Trim();
    }

    private async Task<bool> IsThereAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await line.Client.Jobs.GetAsync(id, null, cancellationToken)).Value.Stop != true;
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound)
        {
            return false;
        }
    }
}

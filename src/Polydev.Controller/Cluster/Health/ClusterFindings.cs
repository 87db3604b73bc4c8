using System.Globalization;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Health;

/// <summary>Finds what is wrong with a cluster, and says what to do.</summary>
internal static class ClusterFindings
{
    private const int ManyDead = 500;

    /// <summary>What is wrong; errors first.</summary>
    public static IReadOnlyList<ClusterFinding> Of(ClusterAnswers answers, ClusterQuestion question)
    {
        IEnumerable<ClusterFinding> findings =
        [
            .. Servers(answers),
            .. answers.Nodes is { } nodes ? NodeFindings.Of(nodes, question.PlacesWorkers) : [],
            .. ClusterVersions.Findings(
                ClusterVersions.Sorted((answers.Members?.Members ?? []).Select(ClusterVersions.Of)), ClusterVersions.Sorted((answers.Nodes ?? []).Select(n => n.Version))),
            .. Workers(answers),
            .. answers.Jobs is { } jobs ? Dead(jobs) : [],
            .. answers.Agent?.Config is { } config ? AgentFindings.Of(config, question.PlacesWorkers) : [],
        ];
        return [.. findings.OrderBy(f => f.Severity, StringComparer.Ordinal)];
    }

    private static IEnumerable<ClusterFinding> Servers(ClusterAnswers answers)
    {
        if (answers.Leader is { Length: 0 })
        {
            yield return ClusterFinding.Error("no_leader", "The cluster has no leader: nothing is placed, and nothing can be changed.", "Start more than half of its servers, and see that they reach each other at their RPC and serf ports.");
        }

        foreach (var server in (answers.Members?.Members ?? []).Where(m => m.Status is not ("alive" or "left")))
        {
            yield return ClusterFinding.Error("server_failed", $"Server {server.Name} is {server.Status}.", $"Start it again; when it is gone for good: nomad server force-leave {server.Name}");
        }
    }

    private static IEnumerable<ClusterFinding> Workers(ClusterAnswers answers)
    {
        foreach (var job in answers.WorkerJobs ?? [])
        {
            if (!job.Registered)
            {
                yield return ClusterFinding.Warning("worker_job_missing", $"The job {job.Id} of pool {job.Pool} is not registered.", "With submit-job the controller registers it at its next start of a worker; else have an operator do it: polydev jobs render warm-pool");
            }
            else if (job.Differences.Count > 0)
            {
                yield return ClusterFinding.Warning("worker_job_differs", $"The job {job.Id} of pool {job.Pool} is not as it should be: {string.Join("; ", job.Differences)}.", "Somebody changed it. Register it anew: polydev jobs render warm-pool");
            }
        }

        var wanted = (answers.WorkerJobs ?? []).Select(j => j.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var old in wanted.Count == 0 ? [] : (answers.Jobs ?? []).Where(j => j is { ParameterizedJob: true, Stop: false } && j.ID.StartsWith(WarmPoolJob.IdPrefix, StringComparison.Ordinal) && !wanted.Contains(j.ID)))
        {
            yield return ClusterFinding.Warning("worker_job_unused", $"The job {old.ID} is for an image or a size that no pool of this controller has.", $"When no other controller uses it: polydev jobs stop {old.ID} --purge");
        }
    }

    private static IEnumerable<ClusterFinding> Dead(IReadOnlyList<JobStub> jobs)
    {
        var dead = jobs.Count(j => j.Status == "dead");
        if (dead > ManyDead)
        {
            yield return ClusterFinding.Warning("dead_jobs", string.Create(CultureInfo.InvariantCulture, $"{dead} ended jobs are still listed."), "Set job_gc_threshold = \"10m\" in the servers' configuration; now: nomad system gc");
        }
    }
}

using System.Collections.Concurrent;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>The jobs of ours that a cluster has: lists, reads and stops them. Another's job is as good as none.</summary>
internal sealed class JobDirectory(ClusterLine line)
{
    private const int LooksAtOnce = 8;

    // A list does not say the mark, so each job is looked at once for each time it was registered.
    private readonly ConcurrentDictionary<(string Id, ulong Index), string> _templates = new();

    /// <summary>A page of jobs, by id.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<JobRows> ListAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        var prefix = filter.Parent is null ? TemplateWords.IdPrefix : filter.Parent + "/";
        var listed = (await line.Client.Jobs.ListAsync(new NomadQuery { Prefix = prefix }, cancellationToken)).Value;
        var candidates = listed
            .Where(job => filter.Parent is null ? string.IsNullOrEmpty(job.ParentID) : job.ParentID == filter.Parent)
            .Where(job => filter.Status is null || StatusOf(job) == filter.Status)
            .Where(job => filter.After is null || string.CompareOrdinal(job.ID, filter.After) > 0)
            .OrderBy(job => job.ID, StringComparer.Ordinal)
            .ToList();
        var ours = await OursAsync(candidates, filter.Parent, cancellationToken);
        var rows = ours.Where(job => filter.Template is null || job.Template == filter.Template).Take(filter.Limit + 1).ToList();
        return new JobRows
        {
            Jobs = [.. rows.Take(filter.Limit).Select(row => Row(row.Job, row.Template))],
            NextCursor = rows.Count > filter.Limit ? rows[filter.Limit - 1].Job.ID : null,
        };
    }

    /// <summary>A job with all that is known of it; null when there is none of ours.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<JobState?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } job)
        {
            return null;
        }

        var allocations = line.Client.Jobs.AllocationsAsync(id, null, cancellationToken);
        var evaluations = line.Client.Jobs.EvaluationsAsync(id, null, cancellationToken);
        var summary = line.Client.Jobs.SummaryAsync(id, null, cancellationToken);
        await Task.WhenAll(allocations, evaluations, summary);
        return JobDescription.Of(job, (await summary).Value, (await allocations).Value, (await evaluations).Value);
    }

    /// <summary>A job as it is registered; null when there is none of ours.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<NomadJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!id.StartsWith(TemplateWords.IdPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var job = (await line.Client.Jobs.GetAsync(id, null, cancellationToken)).Value;
            return JobMark.TemplateOf(job) is null ? null : job;
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound)
        {
            return null;
        }
    }

    /// <summary>Stops a job, which has the cluster end all that runs of it.</summary>
    /// <param name="id">The job.</param>
    /// <param name="purge">Whether it is forgotten at once, with its allocations and their logs as soon as those are collected.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was done; null when there is none of ours.</returns>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<JobStopped?> StopAsync(string id, bool purge, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } job)
        {
            return null;
        }

        var change = (await line.Client.Jobs.StopAsync(id, purge, cancellationToken)).Value;
        return new JobStopped { Id = id, Template = JobMark.TemplateOf(job)!, Purged = purge, Evaluation = string.IsNullOrEmpty(change.EvalID) ? null : change.EvalID };
    }

    /// <summary>Status of a job in a list.</summary>
    public static string StatusOf(JobStub job) => job.Stop ? "stopped" : job.Status ?? "unknown";

    private async Task<IReadOnlyList<(JobStub Job, string Template)>> OursAsync(List<JobStub> jobs, string? parent, CancellationToken cancellationToken)
    {
        if (parent is not null && jobs.Count > 0)
        {
            // What was dispatched is of its parent's template.
            var template = await TemplateAsync(parent, ulong.MaxValue, cancellationToken);
            return template is null ? [] : [.. jobs.Select(job => (job, template))];
        }

        var known = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellationToken }, async (job, token) =>
        {
            if (await TemplateAsync(job.ID, job.JobModifyIndex, token) is { } template)
            {
                known[job.ID] = template;
            }
        });
        var present = jobs.Select(job => (job.ID, job.JobModifyIndex)).ToHashSet();
        foreach (var gone in _templates.Keys.Where(key => !present.Contains(key)).ToList())
        {
            _templates.TryRemove(gone, out _);
        }

        return [.. jobs.Where(job => known.ContainsKey(job.ID)).Select(job => (job, known[job.ID]))];
    }

    private async Task<string?> TemplateAsync(string id, ulong index, CancellationToken cancellationToken)
    {
        if (!_templates.TryGetValue((id, index), out var template))
        {
            template = await FindAsync(id, cancellationToken) is { } job ? JobMark.TemplateOf(job)! : "";
            if (index != ulong.MaxValue)
            {
                _templates[(id, index)] = template;
            }
        }

        return template.Length > 0 ? template : null;
    }

    private static JobRow Row(JobStub job, string template)
    {
        var groups = job.JobSummary?.Summary?.Values.ToList() ?? [];
        var children = job.ParameterizedJob ? job.JobSummary?.Children : null;
        return new JobRow
        {
            Id = job.ID,
            Template = template,
            Parent = string.IsNullOrEmpty(job.ParentID) ? null : job.ParentID,
            Type = job.Type ?? "unknown",
            Status = StatusOf(job),
            Pending = children?.Pending ?? groups.Sum(g => g.Queued + g.Starting),
            Running = children?.Running ?? groups.Sum(g => g.Running),
            Ended = children?.Dead ?? groups.Sum(g => g.Complete + g.Failed + g.Lost),
            SubmittedAt = Moments.Of(job.SubmitTime),
        };
    }
}

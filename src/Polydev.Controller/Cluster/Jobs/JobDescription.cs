using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Puts together what the cluster says of a job.</summary>
internal static class JobDescription
{
    private const int MostAllocations = 50;
    private const int MostEvaluations = 20;

    /// <summary>Describes a job.</summary>
    public static JobState Of(NomadJob job, JobSummary summary, IReadOnlyList<NomadAllocation> allocations, IReadOnlyList<NomadEvaluation> evaluations)
    {
        var newest = allocations.OrderByDescending(a => a.CreateIndex).ThenByDescending(a => a.CreateTime).Take(MostAllocations).ToList();
        var looks = evaluations.OrderByDescending(e => e.CreateIndex).Take(MostEvaluations).ToList();
        return new JobState
        {
            Id = job.ID,
            Template = JobMark.TemplateOf(job)!,
            Parent = string.IsNullOrEmpty(job.ParentID) ? null : job.ParentID,
            Type = job.Type ?? "unknown",
            Status = job.Stop == true ? "stopped" : job.Status ?? "unknown",
            Problem = job.Stop == true ? null : ProblemOf(summary, newest, looks),
            Version = job.Version ?? 0,
            SubmittedAt = Moments.Of(job.SubmitTime),
            Datacenters = job.Datacenters ?? [],
            Groups = [.. (job.TaskGroups ?? []).Select(group => Group(job, group, summary.Summary?.GetValueOrDefault(group.Name) ?? new GroupSummary()))],
            Children = job.ParameterizedJob is null || !string.IsNullOrEmpty(job.ParentID) ? null : Children(summary.Children ?? new JobChildren()),
            Allocations = [.. newest.Select(Allocation)],
            Evaluations = [.. looks.Select(Evaluation)],
        };
    }

    private static string? ProblemOf(JobSummary summary, List<NomadAllocation> newest, List<NomadEvaluation> looks)
    {
        var queued = summary.Summary?.Values.Sum(g => g.Queued) ?? 0;
        if ((queued > 0 || newest.Count == 0) && looks.Select(e => PlacementWords.NoPlace(e.FailedTGAllocs)).FirstOrDefault(words => words is not null) is { } noPlace)
        {
            return noPlace;
        }

        return newest is [{ ClientStatus: "failed" or "lost" } failed, ..]
            ? string.Join("; ", TaskNames(failed).Select(task => PlacementWords.End(failed, task)).Where(words => words is not null).Distinct(StringComparer.Ordinal))
            : null;
    }

    private static JobGroupState Group(NomadJob job, TaskGroup group, GroupSummary summary) => new()
    {
        Name = group.Name,
        Count = job.Type == "system" ? null : group.Count,
        Image = (group.Tasks is [var first, ..] ? first : null)?.Config?["image"]?.ToString(),
        Queued = summary.Queued,
        Starting = summary.Starting,
        Running = summary.Running,
        Complete = summary.Complete,
        Failed = summary.Failed,
        Lost = summary.Lost,
    };

    private static JobChildrenState Children(JobChildren children) => new(children.Pending, children.Running, children.Dead);

    private static JobAllocationState Allocation(NomadAllocation allocation) => new()
    {
        Id = allocation.ID,
        Group = allocation.TaskGroup ?? "",
        Node = allocation.NodeName is { Length: > 0 } name ? name : allocation.NodeID ?? "",
        Status = allocation.ClientStatus ?? "unknown",
        Desired = allocation.DesiredStatus ?? "run",
        CreatedAt = Moments.Of(allocation.CreateTime),
        ChangedAt = Moments.Of(allocation.ModifyTime),
        Tasks = [.. TaskNames(allocation).Select(name => Task(allocation, name))],
    };

    private static JobTaskState Task(NomadAllocation allocation, string name)
    {
        var state = allocation.TaskStates![name];
        var events = state.Events ?? [];
        var end = PlacementWords.End(allocation, name);
        return new JobTaskState
        {
            Name = name,
            State = state.State ?? "unknown",
            Failed = state.Failed,
            Message = end ?? (events is [.., var last] ? last.DisplayMessage : null),
            ExitCode = end is null ? null : PlacementWords.ExitCode(allocation, name),
            Events = [.. events.Select(e => new JobTaskEvent(Moments.Of(e.Time), e.Type ?? "", e.DisplayMessage ?? e.Message ?? ""))],
        };
    }

    private static JobEvaluationState Evaluation(NomadEvaluation evaluation) => new()
    {
        Id = evaluation.ID,
        Status = evaluation.Status ?? "unknown",
        TriggeredBy = evaluation.TriggeredBy ?? "",
        Message = PlacementWords.NoPlace(evaluation.FailedTGAllocs) ?? (string.IsNullOrEmpty(evaluation.StatusDescription) ? null : evaluation.StatusDescription),
    };

    private static IEnumerable<string> TaskNames(NomadAllocation allocation) => allocation.TaskStates?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
}

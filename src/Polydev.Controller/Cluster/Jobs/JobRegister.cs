using System.Text.Json;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Makes jobs from templates and hands them to the cluster, each once: what is there and says the same is left alone.</summary>
internal sealed class JobRegister(ClusterLine line)
{
    private const string NoChange = "None";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly IReadOnlyDictionary<string, JsonElement> s_nothing = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Says what a submission would do.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<(JobPlanned? Planned, JobRefusal? Refused)> PlanAsync(JobWish wish, CancellationToken cancellationToken)
    {
        var (made, refused) = await MakeAsync(wish, cancellationToken);
        if (made is null)
        {
            return (null, refused);
        }

        var plan = (await line.Client.Jobs.PlanAsync(made.Job, diff: true, cancellationToken)).Value;
        return (new JobPlanned
        {
            Id = made.Job.ID,
            Template = wish.Template,
            Outcome = OutcomeOf(made, plan),
            Diff = PlanLines.Of(plan.Diff),
            NoPlace = PlacementWords.NoPlace(plan.FailedTGAllocs),
            Warnings = TextOrNull(plan.Warnings),
        }, null);
    }

    /// <summary>Submits a job.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer; with a conflict, somebody else changed the job meanwhile.</exception>
    public async Task<(JobSubmitted? Submitted, JobRefusal? Refused)> SubmitAsync(JobWish wish, CancellationToken cancellationToken)
    {
        var (made, refused) = await MakeAsync(wish, cancellationToken);
        if (made is null)
        {
            return (null, refused);
        }

        var outcome = made.Registered is null ? JobOutcome.Created : OutcomeOf(made, (await line.Client.Jobs.PlanAsync(made.Job, diff: true, cancellationToken)).Value);
        if (outcome == JobOutcome.Unchanged)
        {
            return (Submitted(wish, made, outcome, null, $"nothing to do: the job is {made.Registered!.Status}"), null);
        }

        var change = (await line.Client.Jobs.RegisterAsync(made.Job, made.Registered?.JobModifyIndex ?? 0, cancellationToken)).Value;
        return (Submitted(wish, made, outcome, change, await PlacementAsync(made.Job, change.EvalID, cancellationToken)), null);
    }

    private static JobSubmitted Submitted(JobWish wish, Made made, JobOutcome outcome, JobChange? change, string placement) => new()
    {
        Id = made.Job.ID,
        Template = wish.Template,
        Outcome = outcome,
        Evaluation = TextOrNull(change?.EvalID),
        Placement = placement,
        Warnings = TextOrNull(change?.Warnings),
    };

    private static JobOutcome OutcomeOf(Made made, JobPlan plan) =>
        made.Registered is null ? JobOutcome.Created : plan.Diff?.Type is null or NoChange ? JobOutcome.Unchanged : JobOutcome.Updated;

    private async Task<(Made? Made, JobRefusal? Refused)> MakeAsync(JobWish wish, CancellationToken cancellationToken)
    {
        if (TemplateCatalogue.Find(wish.Template) is not { } kind)
        {
            return (null, new JobRefusal(
                "template_not_found", $"There is no template '{wish.Template}'. There are {string.Join(", ", TemplateCatalogue.All.Select(t => t.Name))}; GET /v1/jobs/templates describes them."));
        }

        var (template, faults) = kind.Make(wish.Parameters ?? s_nothing, wish.Id, line.Target.Defaults);
        if (template is null)
        {
            var said = string.Join("; ", faults.ByField.Select(f => $"{f.Key} {string.Join(", ", f.Value)}"));
            return (null, new JobRefusal(faults.HasSecret ? "secret_in_job" : "invalid_parameters", said + ".", faults.ByField));
        }

        var job = template.ToJob().For(await line.VersionAsync(cancellationToken));
        var registered = await FindAsync(job.ID, cancellationToken);
        return registered is not null && JobMark.TemplateOf(registered) != wish.Template
            ? (null, new JobRefusal("job_id_taken", $"The cluster has another job '{job.ID}' that was not made from this template. Choose another id."))
            : (new Made(job, registered), null);
    }

    private async Task<NomadJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await line.Client.Jobs.GetAsync(id, null, cancellationToken)).Value;
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound)
        {
            return null;
        }
    }

    /// <summary>What comes of the placement within a moment. That it takes longer, or cannot be asked, is no failure of the submission.</summary>
    private async Task<string> PlacementAsync(NomadJob job, string? evaluation, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(evaluation))
        {
            return job.ParameterizedJob is null ? "nothing to place" : "registered: it runs when it is dispatched";
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var limit = line.Time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), patience, s_patience, Timeout.InfiniteTimeSpan);
        try
        {
            await foreach (var answer in BlockingQuery.FollowAsync((q, t) => line.Client.Evaluations.GetAsync(evaluation, q, t), s_patience, patience.Token))
            {
                if (answer.Value.Status is "complete" or "failed" or "canceled" or "blocked")
                {
                    return PlacementWords.NoPlace(answer.Value.FailedTGAllocs) ?? (answer.Value.Status == "complete" ? "placed" : $"{answer.Value.Status}: {answer.Value.StatusDescription}");
                }
            }
        }
        catch (Exception e) when (e is NomadException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
        }

        return "still being placed";
    }

    private static string? TextOrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>A job as it is to be registered, and as it is registered; null when it is not.</summary>
    private sealed record Made(NomadJob Job, NomadJob? Registered);
}

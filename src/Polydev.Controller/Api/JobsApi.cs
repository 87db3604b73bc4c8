using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Controller.Api;

/// <summary>The routes of <c>/v1/jobs</c>: jobs of ours on the Nomad cluster, made from templates. Ids with a slash are written with <c>%2F</c>.</summary>
internal static class JobsApi
{
    private const int DefaultLimit = 50;
    private const int MostJobs = 500;

    /// <summary>Maps them.</summary>
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/jobs").WithTags("Jobs").RequireAdmin().RequireCluster();
        group.MapGet("/templates", Templates)
            .WithName("listJobTemplates").WithSummary("List the templates that jobs are made from, with their parameters")
            .Produces<TemplateListResponse>().ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("", (Delegate)SubmitAsync)
            .WithName("submitJob").WithSummary("Submit a job made from a template; one that is there and says the same is left alone")
            .Accepts<JobWish>("application/json").Produces<JobSubmitted>().Produces<JobSubmitted>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/plan", (Delegate)PlanAsync)
            .WithName("planJob").WithSummary("Say what a submission would change, and why there would be no place; nothing is done")
            .Accepts<JobWish>("application/json").Produces<JobPlanned>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("", (Delegate)ListAsync)
            .WithName("listJobs").WithSummary("List jobs by id; parent lists what was dispatched from a job")
            .Produces<JobRows>().ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id}", (Delegate)ReadAsync)
            .WithName("getJob").WithSummary("Read a job: groups, allocations, evaluations, and what is wrong in words")
            .Produces<JobState>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}", (Delegate)StopAsync)
            .WithName("stopJob").WithSummary("Stop a job; with purge=true the cluster forgets it too")
            .Produces<JobStopped>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapJobLogs();
    }

    /// <summary>The id in a path. A slash stays escaped there, as servers leave it.</summary>
    public static string Id(string inPath) => inPath.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer to an id that nothing of ours has.</summary>
    public static Problem NotFound(string id) => new(StatusCodes.Status404NotFound, "job_not_found", $"There is no job '{id}' of ours on the cluster.");

    private static IResult Templates(ClusterLine line) => Results.Json(
        new TemplateListResponse { Templates = [.. TemplateCatalogue.All.Select(kind => TemplateResponse.Of(kind, line.Target.Defaults))] }, ResourcesJson.Default.TemplateListResponse);

    private static async Task<IResult> SubmitAsync(HttpContext context, JobRegister register, CancellationToken cancellationToken)
    {
        var (wish, problem) = await JsonBody.ReadAsync(context, ClusterJson.Default.JobWish, cancellationToken);
        if (wish is null)
        {
            return problem!.ToResult();
        }

        var (submitted, refused) = await register.SubmitAsync(wish, cancellationToken);
        return submitted is null
            ? Of(refused!).ToResult()
            : Results.Json(submitted, ClusterJson.Default.JobSubmitted, statusCode: submitted.Outcome == JobOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> PlanAsync(HttpContext context, JobRegister register, CancellationToken cancellationToken)
    {
        var (wish, problem) = await JsonBody.ReadAsync(context, ClusterJson.Default.JobWish, cancellationToken);
        if (wish is null)
        {
            return problem!.ToResult();
        }

        var (planned, refused) = await register.PlanAsync(wish, cancellationToken);
        return planned is null ? Of(refused!).ToResult() : Results.Json(planned, ClusterJson.Default.JobPlanned);
    }

    private static async Task<IResult> ListAsync(
        JobDirectory directory, string? template, string? status, string? parent, [Range(1, MostJobs)] int? limit, string? cursor, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .AddIf(template is not null && TemplateCatalogue.Find(template) is null, "template", $"must be one of {string.Join(", ", TemplateCatalogue.All.Select(t => t.Name))}")
            .AddIf(status is not (null or "pending" or "running" or "dead" or "stopped"), "status", "must be pending, running, dead or stopped");
        if (errors.ToProblem() is { } problem)
        {
            return problem.ToResult();
        }

        var after = cursor is null ? null : AfterOf(cursor);
        if (cursor is not null && after is null)
        {
            return Problem.Invalid("invalid_cursor", "The cursor is not one that this API gave. Leave it out to start again.").ToResult();
        }

        var page = await directory.ListAsync(new JobFilter(template, status, parent, after, limit ?? DefaultLimit), cancellationToken);
        return Results.Json(page.NextCursor is { } last ? page with { NextCursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last)) } : page, ClusterJson.Default.JobRows);
    }

    private static async Task<IResult> ReadAsync(JobDirectory directory, string id, CancellationToken cancellationToken) =>
        await directory.ReadAsync(Id(id), cancellationToken) is { } job ? Results.Json(job, ClusterJson.Default.JobState) : NotFound(Id(id)).ToResult();

    private static async Task<IResult> StopAsync(JobDirectory directory, string id, bool? purge, CancellationToken cancellationToken) =>
        await directory.StopAsync(Id(id), purge == true, cancellationToken) is { } stopped ? Results.Json(stopped, ClusterJson.Default.JobStopped) : NotFound(Id(id)).ToResult();

    private static string? AfterOf(string cursor) =>
        Base64Url.IsValid(cursor) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) is { } id && id.StartsWith(TemplateWords.IdPrefix, StringComparison.Ordinal) ? id : null;

    private static Problem Of(JobRefusal refused) => new(
        refused.Code switch
        {
            "job_id_taken" => StatusCodes.Status409Conflict,
            "template_not_found" => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status400BadRequest,
        },
        refused.Code,
        refused.Message)
    {
        Errors = refused.Faults,
    };
}

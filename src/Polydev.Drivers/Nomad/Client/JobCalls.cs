using System.Text.Json;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of jobs.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/jobs</remarks>
public sealed class JobCalls
{
    /// <summary>Most bytes of a dispatch's payload.</summary>
    public const int MaxPayload = 16_384;

    private readonly NomadTransport _transport;

    internal JobCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Jobs, children of parameterized ones among them. One that was purged is not listed, though its allocations may still run.</summary>
    public Task<NomadAnswer<IReadOnlyList<JobStub>>> ListAsync(NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/jobs"), query, NomadJson.Default.IReadOnlyListJobStub, cancellationToken);

    /// <summary>A job.</summary>
    public Task<NomadAnswer<NomadJob>> GetAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/job", id), query, NomadJson.Default.NomadJob, cancellationToken);

    /// <summary>How many of a job's allocations, or children, do what.</summary>
    public Task<NomadAnswer<JobSummary>> SummaryAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/job", id, "summary"), query, NomadJson.Default.JobSummary, cancellationToken);

    /// <summary>The versions of a job that are kept, newest first.</summary>
    public Task<NomadAnswer<JobVersions>> VersionsAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/job", id, "versions"), query, NomadJson.Default.JobVersions, cancellationToken);

    /// <summary>A job's allocations; none for a job that is not known.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadAllocation>>> AllocationsAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/job", id, "allocations"), query, NomadJson.Default.IReadOnlyListNomadAllocation, cancellationToken);

    /// <summary>A job's evaluations.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadEvaluation>>> EvaluationsAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/job", id, "evaluations"), query, NomadJson.Default.IReadOnlyListNomadEvaluation, cancellationToken);

    /// <summary>A job's deployments.</summary>
    public Task<NomadAnswer<IReadOnlyList<DeploymentStub>>> DeploymentsAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/job", id, "deployments"), query, NomadJson.Default.IReadOnlyListDeploymentStub, cancellationToken);

    /// <summary>All deployments.</summary>
    public Task<NomadAnswer<IReadOnlyList<DeploymentStub>>> AllDeploymentsAsync(NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/deployments"), query, NomadJson.Default.IReadOnlyListDeploymentStub, cancellationToken);

    /// <summary>Registers a job, or a new version of it. What drivers are told is not checked: a misspelt key fails the allocation.</summary>
    /// <param name="job">The job.</param>
    /// <param name="atIndex">Only when the job was registered last at this index; 0 for only when there is none; null for always.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<NomadAnswer<JobChange>> RegisterAsync(NomadJob job, ulong? atIndex, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/jobs"),
        Body(job, atIndex),
        NomadJson.Default.JobChange,
        atIndex is null ? Repeat.Safe : Repeat.Never,
        cancellationToken);

    /// <summary>Says what a registration would do, and what could not be placed.</summary>
    public Task<NomadAnswer<JobPlan>> PlanAsync(NomadJob job, bool diff, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/job", job.ID, "plan"),
        JsonSerializer.SerializeToUtf8Bytes(new PlanRequest(job, diff), NomadJson.Default.PlanRequest),
        NomadJson.Default.JobPlan,
        Repeat.Safe,
        cancellationToken);

    /// <summary>Says whether a job is valid.</summary>
    public Task<NomadAnswer<JobValidation>> ValidateAsync(NomadJob job, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put, NomadTarget.Of("/v1/validate/job"), Body(job, null), NomadJson.Default.JobValidation, Repeat.Safe, cancellationToken);

    /// <summary>Reads HCL.</summary>
    /// <param name="hcl">The job's text.</param>
    /// <param name="canonical">Whether what it leaves out is filled in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<NomadAnswer<NomadJob>> ParseAsync(string hcl, bool canonical, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/jobs/parse"),
        JsonSerializer.SerializeToUtf8Bytes(new ParseRequest(hcl, canonical ? true : null), NomadJson.Default.ParseRequest),
        NomadJson.Default.NomadJob,
        Repeat.Safe,
        cancellationToken);

    /// <summary>Makes a job of a parameterized one. Never repeated: after a failure, look among its children whether it was heard.</summary>
    /// <param name="id">The parameterized job.</param>
    /// <param name="meta">Metadata; everybody with <c>read-job</c> sees it.</param>
    /// <param name="payload">At most <see cref="MaxPayload"/> bytes; null for none.</param>
    /// <param name="token">Makes it happen once, where the cluster knows such tokens (<see cref="NomadVersion.HasDispatchTokens"/>); null for none.</param>
    /// <param name="idPrefix">Part of the new job's id (<see cref="NomadVersion.HasDispatchPrefixes"/>); null for none.</param>
    /// <param name="cancellationToken">Gives up, though the cluster may have heard.</param>
    public Task<NomadAnswer<JobDispatch>> DispatchAsync(
        string id, IReadOnlyDictionary<string, string>? meta, byte[]? payload, string? token, string? idPrefix, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/job", id, "dispatch").With("idempotency_token", token),
        JsonSerializer.SerializeToUtf8Bytes(new DispatchRequest(payload, meta, idPrefix), NomadJson.Default.DispatchRequest),
        NomadJson.Default.JobDispatch,
        Repeat.Never,
        cancellationToken);

    /// <summary>Stops a job. One that is not known is a success.</summary>
    /// <param name="id">The job.</param>
    /// <param name="purge">Whether it is forgotten at once. Children of a parameterized one go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<NomadAnswer<JobChange>> StopAsync(string id, bool purge, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Delete, NomadTarget.Of("/v1/job", id).WithTrue("purge", purge), null, NomadJson.Default.JobChange, Repeat.Safe, cancellationToken);

    /// <summary>Changes a group's count. Fewer ends those of the highest index, whatever they do.</summary>
    public Task<NomadAnswer<JobChange>> ScaleAsync(string id, string group, long count, string? message, IReadOnlyDictionary<string, string>? meta, CancellationToken cancellationToken)
    {
        var target = new Dictionary<string, string>(StringComparer.Ordinal) { ["Group"] = group };
        var body = JsonSerializer.SerializeToUtf8Bytes(new ScaleRequest(count, target, message, meta), NomadJson.Default.ScaleRequest);
        return _transport.WriteAsync(HttpMethod.Put, NomadTarget.Of("/v1/job", id, "scale"), body, NomadJson.Default.JobChange, Repeat.Safe, cancellationToken);
    }

    /// <summary>How a job's counts are.</summary>
    public Task<NomadAnswer<JobScale>> ScaleStatusAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/job", id, "scale"), query, NomadJson.Default.JobScale, cancellationToken);

    /// <summary>Bounds of counts.</summary>
    public Task<NomadAnswer<IReadOnlyList<ScalingPolicyStub>>> ScalingPoliciesAsync(NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/scaling/policies"), query, NomadJson.Default.IReadOnlyListScalingPolicyStub, cancellationToken);

    private static byte[] Body(NomadJob job, ulong? atIndex) => JsonSerializer.SerializeToUtf8Bytes(
        new RegisterRequest(job, atIndex is null ? null : true, atIndex), NomadJson.Default.RegisterRequest);
}

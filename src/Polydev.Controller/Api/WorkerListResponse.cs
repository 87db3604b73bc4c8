namespace Polydev.Controller.Api;

/// <summary>Live workers.</summary>
internal sealed record WorkerListResponse
{
    /// <summary>The workers, oldest first.</summary>
    public required IReadOnlyList<WorkerResponse> Workers { get; init; }
}

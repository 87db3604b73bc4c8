namespace Polydev.Controller.Api;

/// <summary>All pools.</summary>
internal sealed record PoolListResponse
{
    /// <summary>The pools, in order of their names.</summary>
    public required IReadOnlyList<PoolResponse> Pools { get; init; }
}

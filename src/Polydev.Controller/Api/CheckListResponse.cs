using Polydev.Controller.Cluster.Checks;

namespace Polydev.Controller.Api;

/// <summary>What a check of the cluster found.</summary>
internal sealed record CheckListResponse
{
    /// <summary>Whether all passed.</summary>
    public required bool Passed { get; init; }

    /// <summary>The findings, in their order.</summary>
    public required IReadOnlyList<ClusterCheck> Checks { get; init; }
}

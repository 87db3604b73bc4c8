namespace Polydev.Controller.Api;

/// <summary>The hosts.</summary>
internal sealed record NodeListResponse
{
    /// <summary>The hosts.</summary>
    public required IReadOnlyList<NodeResponse> Nodes { get; init; }
}

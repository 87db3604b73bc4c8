namespace Polydev.Controller.Executions;

/// <summary>A page of executions, newest first.</summary>
internal sealed record ExecutionListResponse
{
    /// <summary>The executions, without output.</summary>
    public required IReadOnlyList<ExecutionResponse> Executions { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; null on the last.</summary>
    public string? NextCursor { get; init; }
}

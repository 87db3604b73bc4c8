namespace Polydev.Controller.Storage;

/// <summary>A page of a list of executions, newest first.</summary>
/// <param name="Items">The executions.</param>
/// <param name="NextCursor">Where the next page begins; null when this is the last.</param>
internal sealed record ExecutionPage(IReadOnlyList<StoredExecution> Items, string? NextCursor);

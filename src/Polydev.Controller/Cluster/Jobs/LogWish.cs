namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Which log is asked for.</summary>
/// <param name="Job">The job.</param>
/// <param name="Allocation">Id of the allocation, or how it begins; null for the newest.</param>
/// <param name="Task">The task; null for the allocation's only one.</param>
/// <param name="Errors">Whether what it wrote to its errors.</param>
/// <param name="Follow">Whether to go on until the task ends.</param>
/// <param name="Tail">Only the last lines, and what follows; null for all.</param>
internal sealed record LogWish(string Job, string? Allocation, string? Task, bool Errors, bool Follow, int? Tail);

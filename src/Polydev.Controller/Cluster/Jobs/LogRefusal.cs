namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Why a log cannot be read.</summary>
/// <param name="Code">Stable code: <c>job_not_found</c>, <c>allocation_not_found</c>, <c>task_not_found</c>, <c>task_not_started</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record LogRefusal(string Code, string Message);

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Why a job was not taken.</summary>
/// <param name="Code">Stable code: <c>template_not_found</c>, <c>invalid_parameters</c>, <c>secret_in_job</c>, <c>job_id_taken</c>, <c>job_invalid</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Faults">Faults by field; null when it is no field's.</param>
internal sealed record JobRefusal(string Code, string Message, IReadOnlyDictionary<string, string[]>? Faults = null);

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What to be told of.</summary>
/// <param name="Name"><c>Job</c>, <c>Allocation</c>, <c>Evaluation</c>, <c>Node</c>, <c>Deployment</c>, or <c>*</c>.</param>
/// <param name="Key">Exact id of a job or an allocation; null for all. Children of a parameterized job do not match their parent's.</param>
public sealed record EventTopic(string Name, string? Key = null);

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Something that happened to a task.</summary>
/// <param name="At">When.</param>
/// <param name="Type">What, in a word of the cluster's.</param>
/// <param name="Message">What, as the cluster says it.</param>
internal sealed record JobTaskEvent(DateTimeOffset? At, string Type, string Message);

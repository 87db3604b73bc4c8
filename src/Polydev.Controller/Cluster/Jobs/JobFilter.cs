namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Which jobs a list shows.</summary>
/// <param name="Template">Only this template's; null for all.</param>
/// <param name="Status">Only those of this status; null for all.</param>
/// <param name="Parent">Only what was dispatched from this job; null for all that was dispatched from none.</param>
/// <param name="After">Id of the last one of the page before; null to begin.</param>
/// <param name="Limit">Most jobs of the page.</param>
internal sealed record JobFilter(string? Template, string? Status, string? Parent, string? After, int Limit);

namespace Polydev.Controller.Storage;

/// <summary>How the journal is, for readiness and the operator.</summary>
/// <param name="State">Whether commits go through.</param>
/// <param name="Reason">Why not, and what to do; null when they do.</param>
/// <param name="Since">When this state began.</param>
internal sealed record JournalHealth(JournalState State, string? Reason, DateTimeOffset Since);

namespace Polydev.Controller.Storage;

/// <summary>A worker that belongs to a tenant, as it is stored.</summary>
internal sealed record ClaimedWorker(string WorkerId, string TenantId, string Pool, string Driver, string ExternalId, string Node);

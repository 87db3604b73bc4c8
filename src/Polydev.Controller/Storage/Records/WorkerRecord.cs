namespace Polydev.Controller.Storage.Records;

/// <summary>A worker that belongs to a tenant, so that a restarted controller neither gives it to another nor loses it.</summary>
internal sealed class WorkerRecord
{
    public required string Id { get; init; }

    public required string TenantId { get; init; }

    public required string Pool { get; init; }

    public required string Driver { get; init; }

    public required string ExternalId { get; init; }

    public required string Node { get; init; }
}

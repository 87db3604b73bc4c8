using Polydev.Controller.Telemetry;

namespace Polydev.Controller.Storage;

/// <summary>Ready while events become durable.</summary>
internal sealed class StorageReadiness(EventJournal journal) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "storage";

    /// <inheritdoc/>
    public string? Fault() => journal.Health is { State: JournalState.Open } ? null : journal.Health.Reason ?? "the journal is not open";
}

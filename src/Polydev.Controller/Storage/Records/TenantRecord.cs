namespace Polydev.Controller.Storage.Records;

/// <summary>A stored tenant with its limits; null is no limit of its own.</summary>
internal sealed class TenantRecord
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool Suspended { get; set; }

    public int? MaxConcurrent { get; set; }

    public int? MaxQueued { get; set; }

    public int? RequestsPerMinute { get; set; }

    public long? DailySpendNanoUsd { get; set; }

    public long? MonthlySpendNanoUsd { get; set; }
}

namespace Polydev.Controller.Storage;

/// <summary>Which executions of a tenant to list; null is no condition.</summary>
internal sealed record ExecutionFilter
{
    /// <summary>Status.</summary>
    public string? Status { get; init; }

    /// <summary>Provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>The caller's own name of its user.</summary>
    public string? User { get; init; }

    /// <summary>Accepted at or after.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Accepted before.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

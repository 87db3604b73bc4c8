namespace Polydev.Controller.Tenants;

/// <summary>Owner of keys, credentials and quotas, as it is held in memory. Immutable: a change makes a new one.</summary>
internal sealed record Tenant
{
    /// <summary>Id, <c>tnt_…</c> or <c>default</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it may use.</summary>
    public required TenantLimits Limits { get; init; }

    /// <summary>Whether requests are refused.</summary>
    public bool Suspended { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

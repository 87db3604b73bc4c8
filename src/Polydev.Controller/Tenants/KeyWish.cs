namespace Polydev.Controller.Tenants;

/// <summary>A key to be made.</summary>
/// <param name="TenantId">The tenant it shall act for.</param>
/// <param name="Name">Name for people.</param>
/// <param name="IsAdmin">Whether it shall manage tenants.</param>
internal sealed record KeyWish(string TenantId, string Name, bool IsAdmin)
{
    /// <summary>When it shall end; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The secret, where the maker must have it before the key is good; null for a new one.</summary>
    public string? Secret { get; init; }

    /// <summary>Keys that end with its making.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];
}

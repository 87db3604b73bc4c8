namespace Polydev.Controller.Api;

/// <summary>An API key to be made.</summary>
internal sealed record CreateKeyRequest
{
    /// <summary>What it is for, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it shall manage tenants; only an admin may ask for that.</summary>
    public bool Admin { get; init; }

    /// <summary>When it shall end; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

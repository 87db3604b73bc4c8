namespace Polydev.Controller.Api;

/// <summary>A tenant to be made.</summary>
internal sealed record CreateTenantRequest
{
    /// <summary>Name for people, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Id, 1 to 64 lower-case letters, digits, '-' or '_'; null for a made one, <c>tnt_…</c>.</summary>
    public string? Id { get; init; }

    /// <summary>What it may use; null for no limits of its own.</summary>
    public LimitsBody? Limits { get; init; }
}

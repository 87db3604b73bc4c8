using System.Text.Json;

namespace Polydev.Controller.Api;

/// <summary>Changes to a tenant; what is missing stays as it is.</summary>
internal sealed record ChangeTenantRequest
{
    /// <summary>New name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether its requests are refused.</summary>
    public bool? Suspended { get; init; }

    /// <summary>New limits: a field that is null takes the limit away, one that is missing stays.</summary>
    public JsonElement? Limits { get; init; }
}

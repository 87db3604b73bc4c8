using Microsoft.AspNetCore.Http;
using Polydev.Controller.Api;

namespace Polydev.Controller.Tenants;

/// <summary>The refusals of the key check, made once.</summary>
internal static class Refusals
{
    /// <summary>No key came.</summary>
    public static readonly Problem NoKey = new(
        StatusCodes.Status401Unauthorized, "unauthenticated", "Send an API key: Authorization: Bearer pd_… (or x-api-key, or x-goog-api-key).");

    /// <summary>The key is not one of ours.</summary>
    public static readonly Problem UnknownKey = new(
        StatusCodes.Status401Unauthorized, "unauthenticated", "The API key is not known: it is mistyped, revoked or of another installation.");

    /// <summary>The key's time is over.</summary>
    public static readonly Problem ExpiredKey = new(
        StatusCodes.Status401Unauthorized, "key_expired", "The API key has expired: make a new one with POST /v1/keys.");

    /// <summary>The tenant may not do anything for now.</summary>
    public static readonly Problem SuspendedTenant = new(
        StatusCodes.Status403Forbidden, "tenant_suspended", "This tenant is suspended: ask the operator.");

    /// <summary>The key is no admin's.</summary>
    public static readonly Problem AdminRequired = new(
        StatusCodes.Status403Forbidden, "admin_required", "This needs an admin key.");
}

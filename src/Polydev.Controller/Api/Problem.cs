using Microsoft.AspNetCore.Http;

namespace Polydev.Controller.Api;

/// <summary>An expected refusal on its way to the client: status, stable code, and what to do about it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code for programs, snake_case.</param>
/// <param name="Detail">What is wrong and what to do, for people; never holds a secret.</param>
internal sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>Seconds for <c>Retry-After</c>; null for none.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>Every fault of the request by field, when there are several.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Nothing has this id, or it belongs to somebody else: the same answer, so that ids cannot be probed.</summary>
    public static Problem NotFound(string what, string id) =>
        new(StatusCodes.Status404NotFound, what + "_not_found", $"There is no {what} '{id}' in this tenant.");

    /// <summary>No tenant has this id. People give names for ids, which is why the difference is told.</summary>
    public static Problem NoTenant(string id) =>
        new(StatusCodes.Status404NotFound, "tenant_not_found", $"There is no tenant with the id '{id}'. GET /v1/tenants ('polydev tenants list') has the ids; a name is no id.");

    /// <summary>The request itself is wrong.</summary>
    public static Problem Invalid(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);
}

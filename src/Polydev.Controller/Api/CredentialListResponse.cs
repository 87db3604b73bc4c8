namespace Polydev.Controller.Api;

/// <summary>The credentials of a tenant, by provider.</summary>
internal sealed record CredentialListResponse(IReadOnlyList<CredentialResponse> Credentials);

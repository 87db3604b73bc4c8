namespace Polydev.Controller.Api;

/// <summary>The keys of a tenant, oldest first.</summary>
internal sealed record KeyListResponse(IReadOnlyList<KeyResponse> Keys);

namespace Polydev.Controller.Api;

/// <summary>The join tokens that are good, oldest first.</summary>
internal sealed record JoinTokenListResponse(IReadOnlyList<JoinTokenResponse> Tokens);

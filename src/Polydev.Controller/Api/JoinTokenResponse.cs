using Polydev.Controller.Storage;

namespace Polydev.Controller.Api;

/// <summary>A join token as the API shows it: with the token itself in the answer that made it, and never again.</summary>
internal sealed record JoinTokenResponse(string Id, string? Name, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? Token)
{
    /// <summary>The token shown.</summary>
    public static JoinTokenResponse Of(StoredJoinToken stored, string? token = null) =>
        new(stored.Id, stored.Node, stored.UsesLeft, stored.CreatedAt, stored.ExpiresAt, token);
}

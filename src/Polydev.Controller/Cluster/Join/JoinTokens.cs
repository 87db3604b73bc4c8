using System.Security.Cryptography;
using System.Text;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Makes the tokens that hosts join with. A token is shown once, when it is made.</summary>
internal sealed class JoinTokens(ClusterAuthority authority, JoinTokenStore store, TimeProvider time)
{
    /// <summary>Makes a token.</summary>
    /// <param name="node">The only name it is good for; null for any that is free.</param>
    /// <param name="uses">How many hosts may join with it.</param>
    /// <param name="life">How long it is good.</param>
    /// <param name="cancellationToken">Gives up before anything is stored.</param>
    public async Task<(StoredJoinToken Stored, JoinToken Token)> CreateAsync(string? node, int uses, TimeSpan life, CancellationToken cancellationToken)
    {
        var token = new JoinToken(JoinToken.NewSecret(), authority.Pin);
        var now = time.GetUtcNow();
        var stored = new StoredJoinToken(Ids.New("jtk"), HashOf(token.Secret), node, uses, now, now + life);
        await store.AddAsync(stored, cancellationToken);
        return (stored, token);
    }

    /// <summary>The tokens that are good, oldest first.</summary>
    public async Task<IReadOnlyList<StoredJoinToken>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await store.ReadAsync(cancellationToken)).Where(token => token.UsesLeft > 0 && token.ExpiresAt > now)];
    }

    /// <summary>Ends a token.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => store.DeleteAsync(id, cancellationToken);

    /// <summary>What a token is found by: its secret has 256 random bits, so a plain hash gives nothing away.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}

using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Records;

namespace Polydev.Controller.Storage;

/// <summary>Keeps the hashes of join tokens.</summary>
internal sealed class JoinTokenStore(IDbContextFactory<PolydevDbContext> contexts, WriteGate gate)
{
    /// <summary>All tokens, oldest first.</summary>
    public async Task<IReadOnlyList<StoredJoinToken>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.JoinTokens
            .OrderBy(t => t.CreatedAt).ThenBy(t => t.Id)
            .Select(t => new StoredJoinToken(t.Id, t.Hash, t.Node, t.UsesLeft, t.CreatedAt, t.ExpiresAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The token with a hash; null when there is none.</summary>
    public async Task<StoredJoinToken?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.JoinTokens
            .Where(t => t.Hash == hash)
            .Select(t => new StoredJoinToken(t.Id, t.Hash, t.Node, t.UsesLeft, t.CreatedAt, t.ExpiresAt))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Stores a new token, and forgets those that have ended.</summary>
    public async Task AddAsync(StoredJoinToken token, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.JoinTokens.Where(t => t.ExpiresAt <= token.CreatedAt).ExecuteDeleteAsync(cancellationToken);
        context.JoinTokens.Add(new JoinTokenRecord
        {
            Id = token.Id,
            Hash = token.Hash,
            Node = token.Node,
            UsesLeft = token.UsesLeft,
            CreatedAt = token.CreatedAt,
            ExpiresAt = token.ExpiresAt,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Removes a token.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.JoinTokens.Where(t => t.Id == id).ExecuteDeleteAsync(cancellationToken) > 0;
    }
}

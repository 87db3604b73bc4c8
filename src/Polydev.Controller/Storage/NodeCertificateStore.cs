using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Records;

namespace Polydev.Controller.Storage;

/// <summary>Keeps which certificates nodes hold, and which of them were revoked.</summary>
internal sealed class NodeCertificateStore(IDbContextFactory<PolydevDbContext> contexts, WriteGate gate)
{
    /// <summary>The certificate with a serial number; null when it is not known.</summary>
    public async Task<StoredNodeCertificate?> FindAsync(string serial, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.NodeCertificates.AsNoTracking().FirstOrDefaultAsync(c => c.Serial == serial, cancellationToken) is { } found ? Of(found) : null;
    }

    /// <summary>The certificates of a node that are good at a time.</summary>
    public async Task<IReadOnlyList<StoredNodeCertificate>> ReadGoodAsync(string node, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.NodeCertificates.AsNoTracking()
            .Where(c => c.Node == node && c.RevokedAt == null && c.ExpiresAt > at)
            .ToListAsync(cancellationToken)).ConvertAll(Of);
    }

    /// <summary>Stores the certificate of a node that joins: uses its token up by one, and revokes what the name had before.</summary>
    /// <param name="certificate">The certificate; its token is named in it.</param>
    /// <param name="spend">Whether to count a use; not when an answer that was lost is given again.</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    /// <returns>False when the token has no use left; then nothing was changed.</returns>
    public async Task<bool> AdmitAsync(StoredNodeCertificate certificate, bool spend, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (spend)
        {
            var token = await context.JoinTokens.FirstOrDefaultAsync(t => t.Id == certificate.TokenId && t.UsesLeft > 0, cancellationToken);
            if (token is null)
            {
                return false;
            }

            token.UsesLeft--;
        }

        foreach (var old in await context.NodeCertificates.Where(c => c.Node == certificate.Node && c.RevokedAt == null).ToListAsync(cancellationToken))
        {
            old.RevokedAt = certificate.IssuedAt;
        }

        await AddAsync(context, certificate, cancellationToken);
        return true;
    }

    /// <summary>Stores a renewed certificate beside the one before, which stays good to its end.</summary>
    public async Task AddAsync(StoredNodeCertificate certificate, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await AddAsync(context, certificate, cancellationToken);
    }

    /// <summary>Revokes every good certificate of a node.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RevokeAsync(string node, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.NodeCertificates
            .Where(c => c.Node == node && c.RevokedAt == null && c.ExpiresAt > at)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.RevokedAt, at), cancellationToken);
    }

    /// <summary>Adds one, and forgets those that have ended: their own dates refuse them.</summary>
    private static async Task AddAsync(PolydevDbContext context, StoredNodeCertificate certificate, CancellationToken cancellationToken)
    {
        context.NodeCertificates.RemoveRange(await context.NodeCertificates.Where(c => c.ExpiresAt <= certificate.IssuedAt).ToListAsync(cancellationToken));
        context.NodeCertificates.Add(new NodeCertificateRecord
        {
            Serial = certificate.Serial,
            Node = certificate.Node,
            KeyHash = certificate.KeyHash,
            TokenId = certificate.TokenId,
            IssuedAt = certificate.IssuedAt,
            ExpiresAt = certificate.ExpiresAt,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    private static StoredNodeCertificate Of(NodeCertificateRecord record) =>
        new(record.Serial, record.Node, record.KeyHash, record.TokenId, record.IssuedAt, record.ExpiresAt, record.RevokedAt);
}

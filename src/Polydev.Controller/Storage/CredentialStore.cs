using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Records;

namespace Polydev.Controller.Storage;

/// <summary>Keeps encrypted credentials.</summary>
internal sealed class CredentialStore(IDbContextFactory<PolydevDbContext> contexts, WriteGate gate)
{
    /// <summary>All credentials of a tenant, by provider.</summary>
    public IReadOnlyList<StoredCredential> Read(string tenantId)
    {
        using var context = contexts.CreateDbContext();
        return context.Credentials
            .Where(c => c.TenantId == tenantId)
            .OrderBy(c => c.Provider)
            .Select(c => new StoredCredential(c.TenantId, c.Provider, c.Protected, c.Last4, c.Fingerprint, c.UpdatedAt))
            .ToList();
    }

    /// <summary>Stores a credential in the place of the one before.</summary>
    public async Task SaveAsync(StoredCredential credential, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var record = new CredentialRecord
        {
            TenantId = credential.TenantId,
            Provider = credential.Provider,
            Protected = credential.Protected,
            Last4 = credential.Last4,
            Fingerprint = credential.Fingerprint,
            UpdatedAt = credential.UpdatedAt,
        };
        var exists = await context.Credentials.AnyAsync(
            c => c.TenantId == credential.TenantId && c.Provider == credential.Provider, cancellationToken);
        context.Entry(record).State = exists ? EntityState.Modified : EntityState.Added;
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Removes a credential.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(string tenantId, string provider, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Credentials
            .Where(c => c.TenantId == tenantId && c.Provider == provider)
            .ExecuteDeleteAsync(cancellationToken) > 0;
    }
}

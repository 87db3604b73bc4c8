using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Api;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Credentials;

/// <summary>Holds the tenants' keys at the providers: encrypted in the database, in clear only in memory and on their way to a claimed worker.</summary>
internal sealed partial class CredentialVault(
    CredentialStore store, IDataProtectionProvider protection, TimeProvider time, ILogger<CredentialVault> logger)
{
    private readonly ConcurrentDictionary<string, FrozenDictionary<string, Credential>> _byTenant = new(StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private readonly ILogger _logger = logger;

    /// <summary>The tenant's key at the provider; null when there is none that can be used, and <see cref="WhyMissing"/> says why.</summary>
    public string? Find(string tenantId, string provider) => Of(tenantId).TryGetValue(provider, out var credential) ? credential.Secret : null;

    /// <summary>Why <see cref="Find"/> gave nothing, and what to do.</summary>
    public Problem WhyMissing(string tenantId, string provider) => Of(tenantId).ContainsKey(provider)
        ? new Problem(
            StatusCodes.Status409Conflict,
            "credential_unreadable",
            $"The stored key for '{provider}' can no longer be decrypted: the data directory's encryption keys are not those it was stored with. Set it again with PUT /v1/credentials/{provider}.")
        : Problem.Invalid(
            "credential_missing",
            $"This tenant has no key for '{provider}': set it with PUT /v1/credentials/{provider}.");

    /// <summary>What is known of the tenant's credentials, without the keys.</summary>
    public IReadOnlyList<Credential> List(string tenantId) => [.. Of(tenantId).Values.OrderBy(c => c.Provider, StringComparer.Ordinal)];

    /// <summary>Stores a key in the place of the one before.</summary>
    public async Task<Credential> SetAsync(string tenantId, string provider, string secret, CancellationToken cancellationToken)
    {
        var stored = new StoredCredential(
            tenantId, provider, Protector(tenantId, provider).Protect(Encoding.UTF8.GetBytes(secret)), Last4(secret), Fingerprint(tenantId, secret), time.GetUtcNow());
        await store.SaveAsync(stored, cancellationToken);
        Forget(tenantId);
        return new Credential(provider, stored.Last4, stored.Fingerprint, stored.UpdatedAt, secret);
    }

    /// <summary>Removes a key.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(string tenantId, string provider, CancellationToken cancellationToken)
    {
        var deleted = await store.DeleteAsync(tenantId, provider, cancellationToken);
        Forget(tenantId);
        return deleted;
    }

    /// <summary>Drops what is held in memory of a tenant. Under the lock, so that a load that began before cannot put old keys back.</summary>
    public void Forget(string tenantId)
    {
        lock (_loading)
        {
            _byTenant.TryRemove(tenantId, out _);
        }
    }

    private FrozenDictionary<string, Credential> Of(string tenantId)
    {
        if (_byTenant.TryGetValue(tenantId, out var known))
        {
            return known;
        }

        lock (_loading)
        {
            return _byTenant.GetOrAdd(
                tenantId, id => store.Read(id).Select(Unprotect).ToFrozenDictionary(credential => credential.Provider, StringComparer.Ordinal));
        }
    }

    private Credential Unprotect(StoredCredential stored)
    {
        string? secret = null;
        try
        {
            secret = Encoding.UTF8.GetString(Protector(stored.TenantId, stored.Provider).Unprotect(stored.Protected));
        }
        catch (CryptographicException)
        {
            LogUnreadable(stored.TenantId, stored.Provider);
        }

        return new Credential(stored.Provider, stored.Last4, stored.Fingerprint, stored.UpdatedAt, secret);
    }

    private IDataProtector Protector(string tenantId, string provider) =>
        protection.CreateProtector("polydev.credentials.v1", tenantId, provider);

    /// <summary>A short key shows less of itself: its end would be most of it.</summary>
    private static string Last4(string secret) => secret.Length >= 12 ? secret[^4..] : "";

    /// <summary>Salted with the tenant, so that two tenants with the same key cannot be matched.</summary>
    private static string Fingerprint(string tenantId, string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenantId + "\n" + secret)).AsSpan(0, 6));

    [LoggerMessage(Level = LogLevel.Error, Message = "The credential of tenant {TenantId} for {Provider} cannot be decrypted; it must be set again")]
    private partial void LogUnreadable(string tenantId, string provider);
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Tenants;

/// <summary>All tenants and keys, in memory for the checks of every request and in the database for good.</summary>
internal sealed class TenantDirectory(TenantStore store, TimeProvider time) : IDisposable
{
    /// <summary>Id of the tenant that is always there.</summary>
    public const string DefaultTenant = "default";

    private readonly ConcurrentDictionary<string, TenantSlot> _tenants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyHash, KeySlot> _keys = new();
    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <summary>All tenants, in no order.</summary>
    public IEnumerable<Tenant> Tenants => _tenants.Select(tenant => tenant.Value.Current);

    /// <summary>All keys, in no order.</summary>
    public IEnumerable<ApiKey> Keys => _keys.Select(key => key.Value.Key);

    /// <summary>Finds a tenant.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out Tenant? tenant)
    {
        tenant = _tenants.TryGetValue(id, out var slot) ? slot.Current : null;
        return tenant is not null;
    }

    /// <summary>Checks a presented key and finds who calls.</summary>
    /// <param name="presented">The key as the client sent it.</param>
    /// <param name="actFor">The tenant that an admin wants to act for; null for the key's own.</param>
    public KeyCheck Check(ReadOnlySpan<char> presented, string? actFor)
    {
        if (!ApiKeys.LooksLikeOne(presented) || !_keys.TryGetValue(KeyHash.Of(presented), out var slot))
        {
            return new KeyCheck(null, Refusals.UnknownKey);
        }

        if (slot.Key.ExpiresAt is { } end && end <= time.GetUtcNow())
        {
            return new KeyCheck(null, Refusals.ExpiredKey);
        }

        var caller = slot.Caller;
        if (actFor is null || actFor == caller.Tenant.Id)
        {
            // An admin must be able to lift the suspension of the very tenant its key acts for.
            return caller.Tenant.Suspended && !caller.IsAdmin ? new KeyCheck(null, Refusals.SuspendedTenant) : new KeyCheck(caller, null);
        }

        if (!caller.IsAdmin)
        {
            return new KeyCheck(null, Refusals.AdminRequired);
        }

        return TryGet(actFor, out var tenant)
            ? new KeyCheck(caller with { Tenant = tenant }, null)
            : new KeyCheck(null, Api.Problem.NoTenant(actFor));
    }

    /// <summary>Reads everything.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await store.ReadTenantsAsync(cancellationToken))
        {
            _tenants[tenant.Id] = new TenantSlot(tenant);
        }

        foreach (var key in await store.ReadKeysAsync(cancellationToken))
        {
            Remember(new ApiKey(key.Id, key.TenantId, key.Name, key.Last4, key.IsAdmin, key.CreatedAt, key.ExpiresAt)
            {
                Hash = KeyHash.From(key.Hash),
            });
        }
    }

    /// <summary>Makes or changes a tenant.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="change">Gives the new tenant for the one that is there (null when none is); null to leave it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tenant as it is now; null when it was left.</returns>
    public async Task<Tenant?> ChangeAsync(string id, Func<Tenant?, Tenant?> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            TryGet(id, out var before);
            if (change(before) is not { } after)
            {
                return null;
            }

            await store.SaveAsync(after, cancellationToken);
            _tenants.GetOrAdd(id, _ => new TenantSlot(after)).Current = after;
            return after;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Removes a tenant with its keys and credentials; nothing happens when it is gone already.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await store.DeleteAsync(id, cancellationToken);
            _tenants.TryRemove(id, out _);
            foreach (var (hash, _) in _keys.Where(key => key.Value.Key.TenantId == id))
            {
                _keys.TryRemove(hash, out _);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Makes a key for a tenant.</summary>
    /// <returns>The key with its secret; null when the tenant is gone.</returns>
    public async Task<NewKey?> CreateKeyAsync(KeyWish wish, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_tenants.ContainsKey(wish.TenantId))
            {
                return null;
            }

            var secret = wish.Secret ?? ApiKeys.New();
            var key = new ApiKey(Ids.New("key"), wish.TenantId, wish.Name, secret[^4..], wish.IsAdmin, time.GetUtcNow(), wish.ExpiresAt)
            {
                Hash = KeyHash.Of(secret),
            };
            var stored = new StoredKey(key.Id, key.TenantId, key.Name, key.Hash.ToBytes(), key.Last4, key.IsAdmin, key.CreatedAt, key.ExpiresAt);
            await store.AddKeyAsync(stored, wish.Replaces, cancellationToken);
            Forget(wish.Replaces);
            Remember(key);
            return new NewKey(key, secret);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends a key; nothing happens when it is gone already.</summary>
    public async Task RevokeKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        await store.DeleteKeyAsync(keyId, cancellationToken);
        Forget([keyId]);
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    private void Remember(ApiKey key)
    {
        if (_tenants.TryGetValue(key.TenantId, out var tenant))
        {
            _keys[key.Hash] = new KeySlot(key, tenant);
        }
    }

    private void Forget(IReadOnlyList<string> keyIds)
    {
        foreach (var (hash, _) in _keys.Where(key => keyIds.Contains(key.Value.Key.Id, StringComparer.Ordinal)))
        {
            _keys.TryRemove(hash, out _);
        }
    }
}

namespace Polydev.Controller.Tenants;

/// <summary>A key beside the tenant it acts for, with the caller it makes, kept so that a request makes none.</summary>
internal sealed class KeySlot(ApiKey key, TenantSlot tenant)
{
    private volatile Caller? _caller;

    /// <summary>The key.</summary>
    public ApiKey Key => key;

    /// <summary>The caller that the key makes for its own tenant, as the tenant is now.</summary>
    public Caller Caller
    {
        get
        {
            var current = tenant.Current;
            var caller = _caller;
            return ReferenceEquals(caller?.Tenant, current) ? caller! : _caller = new Caller(current, key.IsAdmin, key.Id);
        }
    }
}

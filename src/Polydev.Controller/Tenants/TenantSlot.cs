namespace Polydev.Controller.Tenants;

/// <summary>The place of a tenant in memory: the tenant in it is replaced when it changes, the place stays.</summary>
internal sealed class TenantSlot(Tenant tenant)
{
    private volatile Tenant _current = tenant;

    /// <summary>The tenant as it is now.</summary>
    public Tenant Current
    {
        get => _current;
        set => _current = value;
    }
}

namespace Polydev.Egress.Tunnels;

/// <summary>What a tenant has sent and received through this node, and how many tunnels it has open.</summary>
/// <param name="tenant">Id of the tenant.</param>
internal sealed class TenantTraffic(string tenant)
{
    private long _sent;
    private long _received;
    private int _open;

    public string Tenant => tenant;

    /// <summary>Bytes from workers to the outside.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes from the outside to workers.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Tunnels open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public void AddSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    public void AddReceived(int bytes) => Interlocked.Add(ref _received, bytes);

    /// <summary>Takes one of the tenant's tunnels; false when all are taken.</summary>
    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _open) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>Gives it back.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);
}

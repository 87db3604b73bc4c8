using System.Collections.Concurrent;
using Polydev.Protocol.Egress;
using Polydev.Sockets;

namespace Polydev.Egress.Tunnels;

/// <summary>All tunnels of a gateway: cuts the idle ones, and those of a tenant or worker on demand.</summary>
internal sealed class TunnelTable : IDisposable
{
    // A tunnel notes a number when bytes move instead of asking for the time; it is at most this part of the timeout late.
    private const int TicksPerTimeout = 30;

    private readonly ConcurrentDictionary<Tunnel, bool> _tunnels = new();
    private readonly ConcurrentDictionary<string, TenantTraffic> _tenants = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private int _tick;

    public TunnelTable(TimeSpan idleTimeout, TimeProvider time) =>
        _timer = time.CreateTimer(_ => Sweep(), null, idleTimeout / TicksPerTimeout, idleTimeout / TicksPerTimeout);

    /// <summary>Counts on as time passes.</summary>
    public int Tick => Volatile.Read(ref _tick);

    /// <summary>Tunnels open now.</summary>
    public int Count => _tunnels.Count;

    /// <summary>Every tenant that ever opened one here.</summary>
    public IEnumerable<TenantTraffic> Tenants => _tenants.Values;

    /// <summary>Counts of a tenant.</summary>
    public TenantTraffic TrafficOf(string tenant) => _tenants.GetOrAdd(tenant, static t => new TenantTraffic(t));

    /// <summary>Notes a tunnel; null when its tenant has as many as it may.</summary>
    public Tunnel? TryAdd(LoopSocket client, EgressIdentity identity, int limit)
    {
        var traffic = TrafficOf(identity.Tenant);
        if (!traffic.TryEnter(limit))
        {
            return null;
        }

        var tunnel = new Tunnel(client, identity, traffic, this);
        _tunnels[tunnel] = true;
        return tunnel;
    }

    /// <summary>Forgets a tunnel and closes it.</summary>
    public void Remove(Tunnel tunnel)
    {
        if (_tunnels.TryRemove(tunnel, out _))
        {
            TrafficOf(tunnel.Identity.Tenant).Leave();
        }

        tunnel.Dispose();
    }

    /// <summary>Cuts the tunnels that a condition holds for, and says how many.</summary>
    public int Cut(Func<Tunnel, bool> condition)
    {
        var cut = 0;
        foreach (var tunnel in _tunnels.Keys.Where(condition))
        {
            tunnel.Cut();
            cut++;
        }

        return cut;
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        var now = Interlocked.Increment(ref _tick);
        Cut(t => now - t.LastActive > TicksPerTimeout);
    }
}

using Polydev.Controller.Cluster;
using Polydev.Drivers;

namespace Polydev.Tests.Controller.Pools;

/// <summary>Hosts as the test says.</summary>
internal sealed class ScriptedHosts : IHosts
{
    public List<Host> Named { get; } = [];

    public Dictionary<string, DateTimeOffset> Drains { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Away { get; } = new(StringComparer.Ordinal);

    public TimeSpan AwaySince { get; set; } = TimeSpan.FromSeconds(1);

    public List<(string Node, string? Failure)> Starts { get; } = [];

    public IReadOnlyList<Host> Usable => [.. Named.Where(h => !Away.Contains(h.Name!) && !Drains.ContainsKey(h.Name!))];

    public string WhyNone => "no node is ready";

    public bool MayReturn { get; set; }

    public DateTimeOffset? DrainsUntil(string node) => Drains.TryGetValue(node, out var until) ? until : null;

    public TimeSpan AwayFor(string node) => Away.Contains(node) ? AwaySince : TimeSpan.Zero;

    public bool StartWent(Allocation placed, string? failure)
    {
        Starts.Add((placed.Node, failure));
        return Usable.Any(h => h.Name != placed.Node);
    }

    public static ScriptedHosts Of(params (string Name, long Mebibytes)[] hosts)
    {
        var scripted = new ScriptedHosts();
        scripted.Named.AddRange(hosts.Select(h => new Host(h.Name, new Machine(h.Mebibytes << 20, 4), ReserveBytes: 0)));
        return scripted;
    }
}

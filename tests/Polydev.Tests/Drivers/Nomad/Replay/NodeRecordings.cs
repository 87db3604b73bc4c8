using Polydev.Drivers.Nomad.Client;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Exchanges about nodes.</summary>
internal static class NodeRecordings
{
    private const string Node = "68112ea7-3765-b9bf-1755-21bdcf131e40";
    private const string None = "00000000-0000-0000-0000-000000000000";

    public static IEnumerable<RecordedCall> All =>
    [
        Reads("nodes-list", (c, t) => c.Nodes.ListAsync(null, t), a => Assert.True(a.Value.Single().Drivers!["docker"].Healthy)),
        Reads("nodes-list-resources", (c, t) => c.Nodes.ListAsync(new() { Resources = true }, t), a => Assert.Equal(24_105, a.Value.Single().NodeResources!.Memory!.MemoryMB)),
        Reads("node-detail", (c, t) => c.Nodes.GetAsync(Node, null, t), a => Assert.Equal("1.1.2", a.Value.Attributes!["nomad.version"])),
        Reads("node-draining", (c, t) => c.Nodes.GetAsync(Node, null, t), a => Assert.Equal((true, TimeSpan.FromSeconds(20)), (a.Value.Drain, a.Value.DrainStrategy!.Deadline!.Value))),
        Reads("node-allocations", (c, t) => c.Nodes.AllocationsAsync(Node, null, t)),
        Reads("client-stats", (c, t) => c.Nodes.UsageAsync(Node, t)),
        Writes("node-drain-on", (c, _, t) => c.Nodes.DrainAsync(Node, TimeSpan.FromSeconds(20), ignoreSystemJobs: false, t)),
        Writes("node-drain-off", (c, _, t) => c.Nodes.EndDrainAsync(Node, eligible: true, t)),
        Writes("node-eligibility-off", (c, _, t) => c.Nodes.SetEligibleAsync(Node, eligible: false, t)),
        Writes("node-eligibility-on", (c, _, t) => c.Nodes.SetEligibleAsync(Node, eligible: true, t)),
        Writes("node-evaluate", (c, _, t) => c.Nodes.EvaluateAsync(Node, t)),
        Refuses("err-eligibility-while-draining", NomadError.NodeDraining, (c, t) => c.Nodes.SetEligibleAsync(Node, eligible: true, t)),
        Refuses("err-unknown-node", NomadError.NotFound, (c, t) => c.Nodes.GetAsync(None, null, t)),
        Refuses("err-client-stats-unknown-node", NomadError.NotFound, (c, t) => c.Nodes.UsageAsync(None, t)),
        Refuses("acl-controller-drain-denied", NomadError.Forbidden, (c, t) => c.Nodes.EndDrainAsync(None, eligible: true, t)),
    ];
}

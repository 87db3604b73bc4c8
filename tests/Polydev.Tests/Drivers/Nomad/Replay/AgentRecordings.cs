using Polydev.Drivers.Nomad.Client;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Exchanges about agents, servers and what operators do.</summary>
internal static class AgentRecordings
{
    public static IEnumerable<RecordedCall> All =>
    [
        Reads("agent-self", (c, t) => c.Agent.SelfAsync(t), a => Assert.Equal(new NomadVersion(1, 1, 2), NomadVersion.Parse(a.Value.Member!.Tags!["build"]))),
        Reads("agent-members", (c, t) => c.Agent.MembersAsync(t), a => Assert.Equal("alive", a.Value.Members!.Single().Status)),
        Reads("agent-servers", (c, t) => c.Agent.ServersAsync(t)),
        Reads("status-peers", (c, t) => c.Agent.PeersAsync(t)),
        Reads("regions", (c, t) => c.Agent.RegionsAsync(t), a => Assert.Equal(["global"], a.Value)),
        Reads("metrics-json", (c, t) => c.Agent.MetricsAsync(t)),
        Reads("acl-metrics-not-protected", (c, t) => c.Agent.MetricsAsync(t)),
        new("metrics-prometheus", async (c, r, t) => Assert.Equal(r.Wire, await c.Agent.PrometheusAsync(t))),
        Health("agent-health", null, well: true),
        Health("agent-health-server", "server", well: true),
        Health("acl-agent-health-ok", "server", well: true),
        Health("no-leader-health", null, well: false),
        new("status-leader", async (c, _, t) => Assert.Equal("127.0.0.1:4647", await c.Agent.LeaderAsync(t))),
        new("acl-anonymous-status-leader-ok", async (c, _, t) => Assert.Equal("127.0.0.1:6647", await c.Agent.LeaderAsync(t))),
        Refuses("no-leader-status", NomadError.NoLeader, (c, t) => c.Agent.LeaderAsync(t)),
        Refuses("tls-plain-http-to-https", NomadError.Tls, (c, t) => c.Agent.LeaderAsync(t)),
        Refuses("acl-agent-self-denied", NomadError.Forbidden, (c, t) => c.Agent.SelfAsync(t)),
        new("system-gc", (c, _, t) => c.Operator.CollectGarbageAsync(t)),
        new("system-reconcile-summaries", (c, _, t) => c.Operator.ReconcileSummariesAsync(t)),
        Reads("operator-raft", (c, t) => c.Operator.RaftAsync(t), a => Assert.True(a.Value.Servers!.Single().Leader)),
        Reads("operator-scheduler-config", (c, t) => c.Operator.SchedulerAsync(t), a => Assert.Equal("binpack", a.Value.SchedulerConfig!.SchedulerAlgorithm)),
        Refuses("operator-autopilot-health", NomadError.Failed, (c, t) => c.Operator.AutopilotHealthAsync(t)),
        Writes("search", (c, _, t) => c.Operator.SearchAsync("rc-", "jobs", t), a => Assert.Contains("rc-big", a.Value.Matches!["jobs"])),
    ];

    private static RecordedCall Health(string name, string? type, bool well) => new(name, async (client, recording, token) =>
    {
        var health = await client.Agent.HealthAsync(type, token);
        Faithful.AssertSame(health, recording.Answer);
        Assert.Equal(well, health.Server!.Ok);
    });
}

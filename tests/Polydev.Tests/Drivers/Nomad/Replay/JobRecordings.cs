using System.Text.Json;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Exchanges about jobs. What is registered goes through our own job model first, so nothing of it may be lost there.</summary>
internal static class JobRecordings
{
    public static IEnumerable<RecordedCall> All =>
    [
        Reads("jobs-list", (c, t) => c.Jobs.ListAsync(null, t), a => Assert.Contains(a.Value, j => j.ID == "rc-demo")),
        Reads("jobs-list-prefix", (c, t) => c.Jobs.ListAsync(new() { Prefix = "rc-" }, t)),
        Reads("jobs-list-children", (c, t) => c.Jobs.ListAsync(new() { Prefix = "rc-param/dispatch-" }, t), a => Assert.All(a.Value, j => Assert.Equal("rc-param", j.ParentID))),
        Reads("jobs-all-namespaces", (c, t) => c.Jobs.ListAsync(new() { Namespace = "*" }, t)),
        Reads("parent-purged-children-survive", (c, t) => c.Jobs.ListAsync(null, t), a =>
        {
            Assert.DoesNotContain(a.Value, j => j.ID == "rc-param");
            Assert.Contains(a.Value, j => j.ParentID == "rc-param" && j.Status == "running");
        }),
        Reads("no-leader-stale-read", (c, t) => c.Jobs.ListAsync(new() { Stale = true }, t), a => Assert.False(a.KnownLeader)),
        Reads("acl-token-header", (c, t) => c.Jobs.ListAsync(null, t)),
        Reads("acl-controller-list-jobs", (c, t) => c.Jobs.ListAsync(null, t)),
        Reads("job-detail", (c, t) => c.Jobs.GetAsync("rc-demo", null, t), a => Assert.Equal(TimeSpan.FromSeconds(2), a.Value.TaskGroups!.Single().Tasks!.Single().KillTimeout)),
        Reads("job-summary", (c, t) => c.Jobs.SummaryAsync("rc-demo", null, t), a => Assert.Equal(1, a.Value.Summary!["worker"].Running)),
        Reads("parent-summary", (c, t) => c.Jobs.SummaryAsync("rc-param", null, t), a => Assert.Equal(2, a.Value.Children!.Running)),
        Reads("job-path-needs-escape", (c, t) => c.Jobs.SummaryAsync("rc-param/dispatch-1795461060-3712dbfb", null, t)),
        Reads("job-versions", (c, t) => c.Jobs.VersionsAsync("rc-demo", null, t)),
        Reads("job-allocations", (c, t) => c.Jobs.AllocationsAsync("rc-demo", null, t), a => Assert.Equal("running", a.Value.Single().ClientStatus)),
        Reads("job-allocations-after-stop", (c, t) => c.Jobs.AllocationsAsync("rc-demo", null, t)),
        Reads("job-purged-allocations-linger", (c, t) => c.Jobs.AllocationsAsync("rc-demo", new() { All = true }, t), a => Assert.NotEmpty(a.Value)),
        Reads("service-allocations", (c, t) => c.Jobs.AllocationsAsync("browser-vm", null, t)),
        Reads("service-allocations-after-alloc-stop", (c, t) => c.Jobs.AllocationsAsync("browser-vm", null, t)),
        Reads("err-unknown-job-allocations-empty", (c, t) => c.Jobs.AllocationsAsync("nope", null, t), a => Assert.Empty(a.Value)),
        Reads("alloc-badimage-detail", (c, t) => c.Jobs.AllocationsAsync("rc-badimg", null, t), a =>
            Assert.Contains(a.Value.Single().TaskStates!["runtime"].Events!, e => e.Type == "Driver Failure" && e.DriverError!.StartsWith("Failed to pull", StringComparison.Ordinal))),
        Reads("blocking-query-changed", (c, t) => c.Jobs.AllocationsAsync("rc-demo", Blocking(30), t), a => Assert.True(a.Index > 38)),
        Reads("blocking-query-timeout", (c, t) => c.Jobs.AllocationsAsync("rc-demo", Blocking(2), t), a => Assert.Equal(38ul, a.Index)),
        Reads("job-evaluations", (c, t) => c.Jobs.EvaluationsAsync("rc-demo", null, t)),
        Reads("job-deployments", (c, t) => c.Jobs.DeploymentsAsync("rc-demo", null, t)),
        Reads("deployments-list", (c, t) => c.Jobs.AllDeploymentsAsync(null, t)),
        Reads("scale-status", (c, t) => c.Jobs.ScaleStatusAsync("browser-vm", null, t), a => Assert.Equal("demand", a.Value.TaskGroups!["worker"].Events!.Single().Message)),
        Reads("scaling-policies", (c, t) => c.Jobs.ScalingPoliciesAsync(null, t)),
        Writes("scale-up", (c, _, t) => c.Jobs.ScaleAsync("browser-vm", "worker", 2, "demand", new Dictionary<string, string>(StringComparer.Ordinal) { ["by"] = "pool" }, t)),
        Writes("job-register", (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t), a => Assert.NotEmpty(a.Value.EvalID!)),
        Writes("register-parameterized", (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t), a => Assert.Empty(a.Value.EvalID!)),
        Writes("register-service-with-port", (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Writes("register-bad-image", (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Writes("register-no-capacity", (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Writes("err-register-bad-driver-config-accepted", (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Writes("acl-controller-register", (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Writes("job-plan", (c, r, t) => c.Jobs.PlanAsync(Job(r), diff: true, t), a => Assert.Equal(1ul, a.Value.Annotations!.DesiredTGUpdates!["worker"].Place)),
        Writes("job-plan-no-capacity", (c, r, t) => c.Jobs.PlanAsync(Job(r), diff: false, t), a => Assert.Equal(1, a.Value.FailedTGAllocs!["worker"].DimensionExhausted!["memory"])),
        Writes("validate-job", (c, r, t) => c.Jobs.ValidateAsync(Job(r), t), a => Assert.Empty(a.Value.Error!)),
        Writes("validate-job-invalid", (c, r, t) => c.Jobs.ValidateAsync(Job(r), t), a => Assert.Equal(["Missing job datacenters"], a.Value.ValidationErrors!)),
        Writes("jobs-parse-hcl", (c, r, t) => c.Jobs.ParseAsync(r.Body!["JobHCL"]!.GetValue<string>(), canonical: true, t)),
        Writes("jobs-parse-hcl-bare", (c, r, t) => c.Jobs.ParseAsync(r.Body!["JobHCL"]!.GetValue<string>(), canonical: false, t)),
        Writes("job-stop", (c, _, t) => c.Jobs.StopAsync("rc-demo", purge: false, t)),
        Writes("job-purge", (c, _, t) => c.Jobs.StopAsync("rc-demo", purge: true, t)),
        Writes("dispatched-job-stop", (c, _, t) => c.Jobs.StopAsync("rc-param/dispatch-1795461060-3712dbfb", purge: false, t)),
        Writes("err-stop-unknown-job", (c, _, t) => c.Jobs.StopAsync("nope", purge: false, t)),
        Refuses("jobs-parse-error", NomadError.Invalid, (c, r, t) => c.Jobs.ParseAsync(r.Body!["JobHCL"]!.GetValue<string>(), r.Body["Canonicalize"]?.GetValue<bool>() ?? false, t)),
        Refuses("job-register-enforce-index-conflict", NomadError.Conflict, (c, r, t) => c.Jobs.RegisterAsync(Job(r), r.Body!["JobModifyIndex"]!.GetValue<ulong>(), t)),
        Refuses("err-register-invalid", NomadError.Invalid, (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Refuses("err-register-unknown-region", NomadError.UnknownRegion, (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Refuses("err-unknown-namespace", NomadError.UnknownNamespace, (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Refuses("no-leader-write", NomadError.NoLeader, (c, r, t) => c.Jobs.RegisterAsync(Job(r), null, t)),
        Refuses("no-leader-read", NomadError.NoLeader, (c, t) => c.Jobs.ListAsync(null, t)),
        Refuses("err-unknown-job", NomadError.NotFound, (c, t) => c.Jobs.GetAsync("nope", null, t)),
        Refuses("err-unknown-region", NomadError.UnknownRegion, (c, t) => c.Jobs.ListAsync(new() { Region = "mars" }, t)),
        Refuses("err-scale-above-max", NomadError.ScaleOutOfBounds, (c, t) => c.Jobs.ScaleAsync("browser-vm", "worker", 9, null, null, t)),
        Refuses("err-scale-unknown-group", NomadError.Invalid, (c, t) => c.Jobs.ScaleAsync("rc-param-forbid", "nope", 2, null, null, t)),
        Refuses("err-scale-unknown-job", NomadError.NotFound, (c, t) => c.Jobs.ScaleAsync("nope", "g", 2, null, null, t)),
    ];

    private static NomadQuery Blocking(int seconds) => new() { Index = 38, Wait = TimeSpan.FromSeconds(seconds) };

    private static NomadJob Job(Recording recording) => recording.Body!["Job"].Deserialize(NomadJson.Default.NomadJob)!;
}

using Polydev.Drivers.Nomad.Client;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Exchanges about allocations, evaluations and files.</summary>
internal static class AllocationRecordings
{
    private const string Demo = "576b98d8-5772-a56a-4610-167339fd0265";
    private const string Ended = "b5429d04-e652-18cb-205d-90e7a64ecc00";
    private const string Browser = "4dd29533-7f9c-e62b-cea9-6cd3e270fb96";
    private const string None = "00000000-0000-0000-0000-000000000000";
    private const string Placed = "51ce5147-a58d-d513-24c1-68df169e1bae";

    public static IEnumerable<RecordedCall> All =>
    [
        Reads("allocation-detail", (c, t) => c.Allocations.GetAsync(Demo, null, t), a => Assert.Equal(256, a.Value.AllocatedResources!.Tasks!["runtime"].Memory!.MemoryMB)),
        Reads("service-allocation-detail-ports", (c, t) => c.Allocations.GetAsync(Browser, null, t), a => Assert.Equal("http", a.Value.AllocatedResources!.Shared!.Ports!.Single().Label)),
        Reads("allocations-list-all", (c, t) => c.Allocations.ListAsync(new() { Namespace = "*" }, t)),
        Reads("allocations-list-prefix", (c, t) => c.Allocations.ListAsync(new() { Prefix = "576b98d8" }, t)),
        Reads("alloc-stats", (c, t) => c.Allocations.UsageAsync(Demo, t), a => Assert.Equal(114_688ul, a.Value.ResourceUsage!.MemoryStats!.RSS)),
        Writes("alloc-signal", (c, _, t) => c.Allocations.SignalAsync(Demo, "SIGUSR1", "runtime", t)),
        Writes("alloc-restart", (c, _, t) => c.Allocations.RestartAsync(Ended, "runtime", t)),
        Writes("alloc-stop", (c, _, t) => c.Allocations.StopAsync(Browser, t), a => Assert.NotEmpty(a.Value.EvalID!)),
        Reads("evaluation", (c, t) => c.Evaluations.GetAsync(Placed, null, t), a => Assert.Equal("complete", a.Value.Status)),
        Reads("evaluation-no-capacity", (c, t) => c.Evaluations.GetAsync("06a54a68-166e-6541-30bb-48afc9a38f2d", null, t), a =>
        {
            Assert.Equal("42bb923b-e8e7-f044-34a5-dee4c746f3b9", a.Value.BlockedEval);
            Assert.Equal(1, a.Value.FailedTGAllocs!["worker"].NodesExhausted);
        }),
        Reads("evaluation-blocked", (c, t) => c.Evaluations.GetAsync("42bb923b-e8e7-f044-34a5-dee4c746f3b9", null, t), a => Assert.Equal("blocked", a.Value.Status)),
        Reads("evaluation-allocations", (c, t) => c.Evaluations.AllocationsAsync(Placed, null, t), a => Assert.Equal(Demo, a.Value.Single().ID)),
        Reads("evaluations-list", (c, t) => c.Evaluations.ListAsync(new() { Prefix = "" }, t)),
        Reads("fs-ls", (c, t) => c.Files.ListAsync(Demo, "/", t), a => Assert.Contains(a.Value, f => f.IsDir)),
        Reads("fs-stat", (c, t) => c.Files.StatAsync(Demo, "/alloc/logs/runtime.stdout.0", t), a => Assert.Equal(59, a.Value.Size)),
        new("fs-cat-secrets-prohibited", async (c, r, t) => Assert.Equal(r.Wire, await c.Files.ReadAsync(Ended, "runtime/secrets/x", t))),
        Refuses("allocation-after-gc", NomadError.NotFound, (c, t) => c.Allocations.GetAsync(Ended, null, t)),
        Refuses("err-unknown-alloc", NomadError.NotFound, (c, t) => c.Allocations.GetAsync(None, null, t)),
        Refuses("err-bad-alloc-id", NomadError.Invalid, (c, t) => c.Allocations.GetAsync("zz", null, t)),
        Refuses("err-alloc-stop-unknown", NomadError.NotFound, (c, t) => c.Allocations.StopAsync(None, t)),
        Refuses("err-client-stats-unknown-alloc", NomadError.NotFound, (c, t) => c.Allocations.UsageAsync(None, t)),
        Refuses("err-unknown-eval", NomadError.NotFound, (c, t) => c.Evaluations.GetAsync(None, null, t)),
    ];
}

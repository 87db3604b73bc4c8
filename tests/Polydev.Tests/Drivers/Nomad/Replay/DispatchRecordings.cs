using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Exchanges about dispatches.</summary>
internal static class DispatchRecordings
{
    private const string Child = "rc-param/dispatch-1795461060-3712dbfb";

    public static IEnumerable<RecordedCall> All =>
    [
        Writes("dispatch", (c, _, t) => Dispatch(c, "rc-param", "{\"hello\":\"world\"}"u8.ToArray(), null, t, ("worker_id", "w-1"), ("pool", "warm")), a => Assert.Equal(Child, a.Value.DispatchedJobID)),
        Writes("dispatch-idempotency-token-ignored", (c, _, t) => Dispatch(c, "rc-param", null, "w-1", t, ("worker_id", "w-1")), a => Assert.NotEqual(Child, a.Value.DispatchedJobID)),
        Reads("dispatched-job-detail", (c, t) => c.Jobs.GetAsync(Child, null, t), a =>
        {
            Assert.True(a.Value.Dispatched);
            Assert.Equal("w-1", a.Value.Meta!["worker_id"]);
            Assert.Equal("{\"hello\":\"world\"}"u8.ToArray(), a.Value.Payload);
        }),
        Refuses("dispatch-missing-meta", NomadError.DispatchMeta, (c, t) => Dispatch(c, "rc-param", null, null, t, ("pool", "warm"))),
        Refuses("dispatch-unknown-meta", NomadError.DispatchMeta, (c, t) => Dispatch(c, "rc-param", null, null, t, ("worker_id", "w"), ("nope", "1"))),
        Refuses("dispatch-not-parameterized", NomadError.NotParameterized, (c, t) => Dispatch(c, Child, null, null, t)),
        Refuses("dispatch-payload-forbidden", NomadError.DispatchPayload, (c, t) => c.Jobs.DispatchAsync("rc-param-forbid", null, "x"u8.ToArray(), null, null, t)),
        Refuses("dispatch-payload-required", NomadError.DispatchPayload, (c, t) => c.Jobs.DispatchAsync("rc-param-req", null, null, null, null, t)),
        Refuses("dispatch-payload-too-large", NomadError.DispatchPayload, (c, t) => Dispatch(c, "rc-param", new byte[JobCalls.MaxPayload + 1], null, t, ("worker_id", "w-2"))),
        Refuses("dispatch-unknown-job", NomadError.NotFound, (c, t) => Dispatch(c, "nope", null, null, t)),
        RefusesByHand("dispatch-bad-base64", NomadError.Invalid),
    ];

    private static Task<NomadAnswer<JobDispatch>> Dispatch(NomadClient client, string job, byte[]? payload, string? once, CancellationToken token, params (string Name, string Value)[] meta) =>
        client.Jobs.DispatchAsync(job, meta.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal), payload, once, null, token);
}

using Polydev.Drivers.Nomad.Client;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Requests that our client never makes. Their refusals are sentences that it must know all the same.</summary>
internal static class RefusalRecordings
{
    public static IEnumerable<RecordedCall> All =>
    [
        RefusesByHand("err-bad-index", NomadError.Invalid),
        RefusesByHand("err-bad-wait", NomadError.Invalid),
        RefusesByHand("err-event-stream-bad-topic", NomadError.Invalid),
        RefusesByHand("err-method-not-allowed", NomadError.Invalid),
        RefusesByHand("event-stream-post", NomadError.Invalid),
        RefusesByHand("err-register-id-mismatch", NomadError.Invalid),
        RefusesByHand("err-register-malformed-json", NomadError.Invalid),
        RefusesByHand("err-register-no-id", NomadError.Invalid),
        RefusesByHand("err-register-no-job", NomadError.Invalid),
        RefusesByHand("err-unknown-endpoint", NomadError.NotFound),
    ];
}

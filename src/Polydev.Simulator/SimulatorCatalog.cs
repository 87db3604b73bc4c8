namespace Polydev.Simulator;

/// <summary>Everything that can be asked of the simulator by model name, or by the header <c>x-simulate</c> with the same words.</summary>
/// <remarks>
/// Words after <c>sim-</c> or <c>fault-</c> combine: <c>sim-reasoning-chunks-100-rate-20</c>, <c>fault-stall-after-5-chunks-50-rate-20</c>.
/// Every other model name gets the default reply.
/// </remarks>
public static class SimulatorCatalog
{
    /// <summary>The words that shape the reply.</summary>
    public static IReadOnlyList<CatalogEntry> Replies { get; } =
    [
        new("text", "sim-text", "the default reply"),
        new("echo", "sim-echo", "the caller's last text, word by word"),
        new("chunks-<n>", "sim-chunks-20", "a text of n pieces"),
        new("rate-<n>", "sim-chunks-100-rate-20", "n pieces per second"),
        new("hold-<word>-after-<n>", "sim-hold-door-after-60-chunks-100-rate-20", "silence after n pieces until the word is released, then the rest; after-0 holds the headers too"),
        new("clock", "sim-clock-chunks-100-rate-20", "each piece is the monotonic time of its sending in nanoseconds and a space"),
        new("reasoning", "sim-reasoning", "reasoning with its proof before the text"),
        new("tool", "sim-tool", "two parallel tool calls"),
        new("image", "sim-image", "a small PNG"),
        new("image-<n>mb", "sim-image-5mb", "an image of n megabytes of base64, in one line"),
        new("long-<n>kb", "sim-long-256kb", "a text of n kilobytes in pieces of 64 bytes"),
        new("stop-<reason>", "sim-stop-length", "stops for: end, length, filter, refusal"),
    ];

    /// <summary>The words that make a call fail.</summary>
    public static IReadOnlyList<CatalogEntry> Faults { get; } =
    [
        new("<status>", "fault-401", "an HTTP error in the provider's dialect: 400, 401, 403, 404, 413, 429, 500, 502, 503, 504, 529"),
        new("429-quota", "fault-429-quota", "a 429 that waiting does not mend"),
        new("retry-after-<s>", "fault-429-retry-after-7", "the wait an error asks for, in seconds"),
        new("times-<n>", "fault-429-times-2", "the first n calls of a key fail, the rest succeed"),
        new("html-error", "fault-html-error", "a 502 whose body is a web page"),
        new("empty", "fault-empty", "a 200 without a body"),
        new("disconnect", "fault-disconnect", "the connection closes before any byte"),
        new("slow-first-byte-<ms>", "fault-slow-first-byte-2000", "nothing, not even headers, for so long; then the reply"),
        new("stall", "fault-stall-after-3", "silence after some pieces until the client goes"),
        new("cut-mid-frame", "fault-cut-mid-frame-after-3", "the stream ends inside a frame (a body: in the middle)"),
        new("cut-at-frame-border", "fault-cut-at-frame-border-clean", "the stream ends after a whole frame, without its end marker"),
        new("error-in-stream", "fault-error-in-stream-after-0", "an error inside a 200 stream; after-0 makes it the first event"),
        new("malformed", "fault-malformed", "a frame that is not JSON, then the rest"),
        new("huge-line", "fault-huge-line-8mb", "one piece of text of so many megabytes, in one line"),
        new("unknown-events", "fault-unknown-events", "comments, events and fields no client knows between the others"),
        new("trickle", "fault-trickle", "the stream's bytes arrive one at a time"),
        new("after-<n>", "fault-stall-after-5", "how many pieces come before the fault (2)"),
        new("closed, clean, aborted", "fault-cut-mid-frame-aborted", "how a cut ends: connection closed (default), body ended as if whole, connection reset"),
    ];

    /// <summary>The names that are neither.</summary>
    public static IReadOnlyList<CatalogEntry> Others { get; } =
    [
        new("fixture-<file>", "fixture-openai-chat-text.sse", "a file of the fixture directory, with status and headers of its .headers sidecar"),
        new("GET /_simulator/counters", "", "what reached the simulator"),
        new("POST /_simulator/reset", "", "forgets all of it"),
        new("POST /_simulator/release/<word>", "", "lets every answer go on that is held by the word, now and later"),
    ];
}

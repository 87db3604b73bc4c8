using System.Text;
using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Tests.Providers.Decoding;

/// <summary>A text delta in the steady state costs no allocation, on any wire, whole or cut.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 10;
    private const string Chat = """{"id":"chatcmpl-B9","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"He said \"hi\" é\u00e9"},"finish_reason":null}],"usage":null}""";
    private const string Responses = """{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"He said \"hi\"","sequence_number":4}""";
    private const string Anthropic = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"He said \"hi\""}}""";
    private const string Gemini = """{"candidates":[{"content":{"parts":[{"text":"He said \"hi\""}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2}}""";

    [Theory]
    [InlineData(WireNames.OpenAiChat, Chat)]
    [InlineData(WireNames.OpenAiResponses, Responses)]
    [InlineData(WireNames.AnthropicMessages, Anthropic)]
    [InlineData(WireNames.Gemini, Gemini)]
    public void A_text_delta_allocates_nothing(string wire, string payload)
    {
        var frame = Encoding.UTF8.GetBytes($"event: e\ndata: {payload}\n\n");
        var sink = new CountingSink();
        var decoder = Wires.Find(wire)!.Decode(Answers.Head(), sink);
        Feed(decoder, frame, 100); // Buffers reach their size, methods their code.

        // A collection that another test causes puts the rest of this thread's allocation quantum on its account, so the least of
        // several rounds counts: what a delta costs is in every round.
        var least = Enumerable.Range(0, Rounds).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Feed(decoder, frame, 1000);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
        Assert.Equal(2 * (100 + (Rounds * 1000)), sink.Count);
    }

    private static void Feed(WireDecoder decoder, byte[] frame, int times)
    {
        for (var time = 0; time < times; time++)
        {
            decoder.Feed(frame);
            decoder.Feed(frame.AsSpan(0, frame.Length / 2));
            decoder.Feed(frame.AsSpan(frame.Length / 2));
        }
    }

    /// <summary>A sink that only counts.</summary>
    private sealed class CountingSink : IEventSink
    {
        public int Count { get; private set; }

        public void OnEvent(string type, ReadOnlySpan<byte> json) => Count++;
    }
}

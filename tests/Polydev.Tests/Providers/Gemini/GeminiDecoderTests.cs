using System.Text;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Providers.Gemini;

public sealed class GeminiDecoderTests
{
    [Theory]
    [InlineData("STOP", StopReason.End)]
    [InlineData("MAX_TOKENS", StopReason.MaxTokens)]
    [InlineData("SAFETY", StopReason.Filtered)]
    [InlineData("RECITATION", StopReason.Filtered)]
    [InlineData("BLOCKLIST", StopReason.Filtered)]
    [InlineData("PROHIBITED_CONTENT", StopReason.Filtered)]
    [InlineData("SPII", StopReason.Filtered)]
    [InlineData("IMAGE_SAFETY", StopReason.Filtered)]
    [InlineData("IMAGE_PROHIBITED_CONTENT", StopReason.Filtered)]
    [InlineData("IMAGE_RECITATION", StopReason.Filtered)]
    [InlineData("LANGUAGE", StopReason.Error)]
    [InlineData("OTHER", StopReason.Error)]
    [InlineData("MALFORMED_FUNCTION_CALL", StopReason.Error)]
    [InlineData("UNEXPECTED_TOOL_CALL", StopReason.Error)]
    [InlineData("TOO_MANY_TOOL_CALLS", StopReason.Error)]
    [InlineData("NO_IMAGE", StopReason.Error)]
    [InlineData("BRAND_NEW", StopReason.Error)]
    public void Every_finish_reason_is_kept_and_put_in_our_words(string reason, StopReason expected)
    {
        var chunk = $$"""{"candidates":[{"finishReason":"{{reason}}"}]}""";
        var finished = Stream(chunk).Finished!;
        Assert.Equal((expected, reason), (finished.StopReason, finished.ProviderStopReason));
        Assert.Equal(finished, Answers.Body(WireNames.Gemini, chunk).Finished);
    }

    [Fact]
    public void Parallel_calls_alike_in_all_stay_apart()
    {
        var events = Stream(
            """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"city":"Paris"}}},{"functionCall":{"name":"f"}}]}}]}""",
            """{"candidates":[{"content":{"parts":[{"functionCall":{"id":"x","name":"f","args":{"city": "Paris"}},"thoughtSignature":"s"}]},"finishReason":"STOP"}]}""");
        Assert.Equal([(null, "f", """{"city":"Paris"}"""), (null, "f", "{}"), ("x", "f", """{"city": "Paris"}""")], events.Tools);
        Assert.Equal("s", events.Events.OfType<ToolCallEvent>().Single(call => call.Id == "x").Signature);
        Assert.Equal(StopReason.Tool, events.Finished!.StopReason);
    }

    [Fact]
    public void A_signature_on_a_part_without_text_is_kept_to_the_byte()
    {
        var fixture = ProviderFixture.Load("gemini-thinking.sse");
        Assert.Equal("EjQKMgEMOdbHP0Gz", fixture.Decode([fixture.Body]).Events.OfType<ReasoningEvent>().Last().Signature);
    }

    [Fact]
    public void Parts_of_unknown_kinds_are_passed_over()
    {
        var events = Stream(
            """{"candidates":[{"content":{"parts":[{"executableCode":{"code":"x"}},{"inlineData":{"mimeType":"audio/wav","data":"eA=="}},{"brandNew":1},7,{"text":"a"}]}}]}""",
            """{"candidates":[{"index":1,"content":{"parts":[{"text":"no"}]},"finishReason":"SAFETY"},{"finishReason":"STOP"}],"brandNew":{}}""");
        Assert.Equal(("a", "STOP"), (events.Text, events.Finished!.ProviderStopReason));
        Assert.Empty(events.Events.OfType<ImageEvent>());
    }

    [Fact]
    public void An_image_of_megabytes_in_one_line_comes_whole_however_it_is_cut()
    {
        var data = Convert.ToBase64String(new byte[3_000_000]);
        var body = Encoding.UTF8.GetBytes(
            $$$"""data: {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"{{{data}}}"} }]},"finishReason":"STOP"}]}""" + "\r\n\r\n");
        foreach (var size in new[] { body.Length, 16_384, 1000 })
        {
            var events = new RecordedEvents();
            var decoder = Wires.Find(WireNames.Gemini)!.Decode(Answers.Head(), events);
            foreach (var piece in body.Chunk(size))
            {
                decoder.Feed(piece);
            }

            decoder.Complete();
            Assert.Equal(data, events.Events.OfType<ImageEvent>().Single().Data);
            Assert.NotNull(events.Finished);
        }
    }

    [Fact]
    public void Thoughts_and_prompts_of_tools_are_counted_in()
    {
        var usage = Stream("""{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":10,"toolUsePromptTokenCount":3,"candidatesTokenCount":6,"thoughtsTokenCount":80,"cachedContentTokenCount":4}}""").Usage;
        Assert.Equal(new TokenUsage { InputTokens = 13, OutputTokens = 86, CachedInputTokens = 4, ReasoningTokens = 80 }, usage);
    }

    [Theory]
    [InlineData("""[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},""", "a", ErrorCodes.ProviderTruncated)]
    [InlineData("""[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"cand""", "a", ErrorCodes.ProviderTruncated)]
    [InlineData("""[{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}""", "a", ErrorCodes.ProviderTruncated)]
    [InlineData("""[{"error":{"code":503,"status":"UNAVAILABLE","message":"m"}}]""", "", ErrorCodes.ProviderOverloaded)]
    [InlineData("""[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}, oops]""", "a", ErrorCodes.ProviderMalformed)]
    [InlineData("""[{"candidates":[}]""", "", ErrorCodes.ProviderMalformed)]
    [InlineData("", "", ErrorCodes.ProviderTruncated)]
    public void An_array_that_is_cut_or_wrong_gives_what_came_and_fails(string body, string text, string code)
    {
        var events = Answers.Body(WireNames.Gemini, body);
        Assert.Equal((text, code), (events.Text, events.Error!.Code));
    }

    [Fact]
    public void The_items_of_an_array_come_as_they_are_whole()
    {
        var events = new RecordedEvents();
        var decoder = Wires.Find(WireNames.Gemini)!.Decode(Answers.Head(contentType: "application/json"), events);
        decoder.Feed("""[{"candidates":[{"content":{"parts":[{"text":"}]\\\"{"}]}}]}"""u8);
        Assert.Equal("}]\\\"{", events.Text);
    }

    private static RecordedEvents Stream(params string[] frames) => Answers.Stream(WireNames.Gemini, frames);
}

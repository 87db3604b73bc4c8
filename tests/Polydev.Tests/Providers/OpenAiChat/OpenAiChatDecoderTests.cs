using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Providers.OpenAiChat;

public sealed class OpenAiChatDecoderTests
{
    private const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("stop", StopReason.End)]
    [InlineData("length", StopReason.MaxTokens)]
    [InlineData("tool_calls", StopReason.Tool)]
    [InlineData("function_call", StopReason.Tool)]
    [InlineData("content_filter", StopReason.Filtered)]
    [InlineData("insufficient_system_resource", StopReason.Error)]
    public void Every_finish_reason_is_kept_and_put_in_our_words(string reason, StopReason expected)
    {
        var finished = Stream($$$"""{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"{{{reason}}}"}]}""", "[DONE]").Finished!;
        Assert.Equal((expected, reason), (finished.StopReason, finished.ProviderStopReason));
        Assert.Equal(finished, Body($$$"""{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"{{{reason}}}"}]}""").Finished);
    }

    [Fact]
    public void Only_the_first_of_several_choices_is_read()
    {
        var events = Stream(
            """{"choices":[{"index":1,"delta":{"content":"no"}},{"delta":{"content":"yes"},"index":0}]}""",
            """{"choices":[{"delta":{"content":"no"},"finish_reason":"length","index":1}]}""",
            Stop,
            "[DONE]");
        Assert.Equal(("yes", "stop"), (events.Text, events.Finished!.ProviderStopReason));
    }

    [Fact]
    public void A_refusal_is_text_and_stops_as_one()
    {
        var events = Stream("""{"choices":[{"index":0,"delta":{"refusal":"I can't."}}]}""", Stop, "[DONE]");
        Assert.Equal(("I can't.", StopReason.Refusal), (events.Text, events.Finished!.StopReason));
    }

    [Fact]
    public void A_call_forced_by_name_ends_as_a_tool_call_though_the_wire_says_stop()
    {
        var events = Stream(
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}}]}""", Stop, "[DONE]");
        Assert.Equal(StopReason.Tool, events.Finished!.StopReason);
        Assert.Equal([("c", "f", "{}")], events.Tools);
    }

    [Fact]
    public void Calls_without_an_index_are_told_apart_by_their_ids()
    {
        var events = Stream(
            """{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"1}"}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"id":"b","function":{"name":"f","arguments":"{}"}}]}}]}""",
            Stop);
        Assert.Equal([("a", "f", """{"x":1}"""), ("b", "f", "{}")], events.Tools);
    }

    [Fact]
    public void The_old_function_call_field_is_a_tool_call()
    {
        var events = Stream(
            """{"choices":[{"delta":{"function_call":{"name":"f","arguments":"{"}}}]}""",
            """{"choices":[{"delta":{"function_call":{"arguments":"}"}}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"function_call"}]}""");
        Assert.Equal([(null, "f", "{}")], events.Tools);
    }

    [Fact]
    public void A_marker_left_out_after_a_finish_reason_is_a_clean_end() =>
        Assert.Equal(StopReason.End, Stream("""{"choices":[{"delta":{"content":"a"}}]}""", Stop).Finished!.StopReason);

    [Fact]
    public void A_marker_without_a_blank_line_counts() =>
        Assert.NotNull(Answers.Raw(WireNames.OpenAiChat, $"data: {Stop}\n\ndata: [DONE]").Finished);

    [Fact]
    public void A_marker_without_a_finish_reason_is_no_clean_end()
    {
        var error = Stream("[DONE]").Error!;
        Assert.Equal((ErrorCodes.ProviderTruncated, true), (error.Code, error.Retryable));
    }

    [Fact]
    public void An_error_as_first_frame_may_be_retried_and_one_after_output_may_not()
    {
        const string Error = """{"error":{"message":"try later","type":"server_error","code":null}}""";
        Assert.True(Stream(Error).Error!.Retryable);
        Assert.False(Stream("""{"choices":[{"delta":{"content":"a"}}]}""", Error).Error!.Retryable);
        Assert.False(Stream("""{"error":{"message":"no","type":"invalid_request_error"}}""").Error!.Retryable);
        Assert.Equal(ErrorCodes.ProviderRateLimited, Stream("""{"error":{"message":"slow down","code":429}}""").Error!.Code);
    }

    [Fact]
    public void Words_that_are_not_JSON_end_the_answer_as_malformed()
    {
        var events = Stream("""{"choices":[{"delta":{"content":"a"}}]}""", "{oops");
        Assert.Equal(("a", ErrorCodes.ProviderMalformed, false), (events.Text, events.Error!.Code, events.Error.Retryable));
        Assert.Equal(ErrorCodes.ProviderMalformed, Stream("""{"choices":[]} {}""").Error!.Code);
    }

    [Fact]
    public void Payloads_and_fields_of_unknown_kinds_are_passed_over()
    {
        var events = Stream(
            "[]", "7", "null", "\"x\"", """{"choices":"x","usage":[],"new":{"a":[1]}}""", """{"choices":[7,{"delta":7},{"delta":{"content":["x"],"audio":{}}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"a","new":1}}]}""", Stop, "[DONE]");
        Assert.Equal("a", events.Text);
        Assert.NotNull(events.Finished);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_mended_and_a_whole_one_kept()
    {
        var events = Stream("""{"choices":[{"delta":{"content":"a\ud83d b\ud83d\ude00 \udc00\\ud83d"}}]}""", Stop);
        Assert.Equal("a\uFFFD b😀 \uFFFD\\ud83d", events.Text);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_malformed()
    {
        byte[] body = [.. """data: {"choices":[{"delta":{"content":"a"""u8, 0xC3, 0x28, .. "\"}}]}\n\n"u8];
        Assert.Equal(ErrorCodes.ProviderMalformed, Answers.Bytes(WireNames.OpenAiChat, body).Error!.Code);
    }

    [Fact]
    public void A_whole_answer_gives_text_reasoning_calls_and_usage()
    {
        var events = Body("""
            {
              "id": "chatcmpl-1",
              "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": "Let me look.",
                "reasoning_content": "hm", "refusal": null, "tool_calls": [
                  {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":1}"}},
                  {"id": "b", "type": "function", "function": {"name": "g", "arguments": ""}}]}}],
              "usage": {"prompt_tokens": 5, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 2}}
            }
            """);
        Assert.Equal(("Let me look.", "hm"), (events.Text, events.Reasoning));
        Assert.Equal([("a", "f", """{"x":1}"""), ("b", "g", "{}")], events.Tools);
        Assert.Equal(new TokenUsage { InputTokens = 5, OutputTokens = 7, CachedInputTokens = 2 }, events.Usage);
    }

    [Theory]
    [InlineData("""{"choices":[{"mess""", ErrorCodes.ProviderTruncated)]
    [InlineData("", ErrorCodes.ProviderTruncated)]
    [InlineData("""{"choices":[]}""", ErrorCodes.ProviderTruncated)]
    [InlineData("nope", ErrorCodes.ProviderMalformed)]
    [InlineData("""{"choices":[]}x""", ErrorCodes.ProviderMalformed)]
    [InlineData("""{"error":{"message":"x","code":"server_error"}}""", ErrorCodes.ProviderServerError)]
    public void A_whole_answer_that_is_none_fails_for_the_right_reason(string body, string code) =>
        Assert.Equal(code, Body(body).Error!.Code);

    private static RecordedEvents Stream(params string[] frames) => Answers.Stream(WireNames.OpenAiChat, frames);

    private static RecordedEvents Body(string json) => Answers.Body(WireNames.OpenAiChat, json);
}

using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Providers.Anthropic;

public sealed class AnthropicDecoderTests
{
    private const string Stop = """{"type":"message_stop"}""";

    [Theory]
    [InlineData("end_turn", StopReason.End)]
    [InlineData("stop_sequence", StopReason.End)]
    [InlineData("max_tokens", StopReason.MaxTokens)]
    [InlineData("model_context_window_exceeded", StopReason.MaxTokens)]
    [InlineData("tool_use", StopReason.Tool)]
    [InlineData("pause_turn", StopReason.Pause)]
    [InlineData("refusal", StopReason.Refusal)]
    [InlineData("brand_new", StopReason.Error)]
    public void Every_stop_reason_is_kept_and_put_in_our_words(string reason, StopReason expected)
    {
        var finished = Stream($$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}"}}""", Stop).Finished!;
        Assert.Equal((expected, reason), (finished.StopReason, finished.ProviderStopReason));
        Assert.Equal(finished, Answers.Body(WireNames.AnthropicMessages, $$"""{"content":[],"stop_reason":"{{reason}}"}""").Finished);
    }

    [Fact]
    public void Usage_of_the_end_replaces_that_of_the_start_and_input_may_have_grown()
    {
        var usage = Stream(
            """{"type":"message_start","message":{"usage":{"input_tokens":10,"cache_read_input_tokens":100,"output_tokens":1}}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":50,"cache_creation_input_tokens":7,"output_tokens":20}}""",
            Stop).Usage;
        Assert.Equal(new TokenUsage { InputTokens = 157, OutputTokens = 20, CachedInputTokens = 100, CacheWriteInputTokens = 7 }, usage);
    }

    [Fact]
    public void A_tool_of_the_server_and_blocks_yet_unknown_are_no_output()
    {
        var events = Stream(
            """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":1}"}}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","content":[{"type":"x"}]}}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"brand_new","text":"no"}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"brand_new_delta","text":"no"}}""",
            """{"type":"brand_new_event","delta":{"text":"no"}}""",
            """{"type":"content_block_delta","index":3,"delta":{"type":"citations_delta","citation":{}}}""",
            """{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"yes"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""",
            Stop);
        Assert.Equal("yes", events.Text);
        Assert.Empty(events.Tools);
    }

    [Fact]
    public void A_call_without_any_input_delta_has_empty_arguments()
    {
        var events = Stream(
            """{"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":""}}""",
            """{"type":"content_block_stop","index":4}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""",
            Stop);
        Assert.Equal([("t", "f", "{}")], events.Tools);
    }

    [Fact]
    public void Arguments_cut_by_the_token_limit_stay_as_they_came()
    {
        var events = Stream(
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"max_tokens"}}""",
            Stop);
        Assert.Equal("""{"a":""", events.Tools[0].Arguments);
    }

    [Fact]
    public void Signatures_and_hidden_thinking_are_kept_to_the_byte()
    {
        var reasoning = ProviderFixture.Load("anthropic-thinking-redacted.sse");
        var events = reasoning.Decode([reasoning.Body]).Events.OfType<ReasoningEvent>().ToList();
        Assert.Equal("EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpPkNRj2YfWXGmKDxH4mPnZ5sQ7", events[0].Redacted);
        Assert.Equal("EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds==", events[1].Signature);
    }

    [Fact]
    public void An_error_as_first_event_may_be_retried()
    {
        var error = Stream("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_body"}""").Error!;
        Assert.Equal((ErrorCodes.ProviderOverloaded, "overloaded_error", true, "req_body"), (error.Code, error.ProviderCode, error.Retryable, error.ProviderRequestId));
    }

    [Fact]
    public void A_stream_without_its_stop_is_cut_even_after_its_stop_reason()
    {
        var events = Stream("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}""");
        Assert.Equal((ErrorCodes.ProviderTruncated, 3), (events.Error!.Code, events.Usage!.OutputTokens));
    }

    [Fact]
    public void A_last_event_without_a_blank_line_counts() =>
        Assert.NotNull(Answers.Raw(WireNames.AnthropicMessages, $"event: message_stop\ndata: {Stop}").Finished);

    [Fact]
    public void A_whole_answer_gives_thinking_text_calls_and_usage()
    {
        var events = Answers.Body(WireNames.AnthropicMessages, """
            {"type":"message","content":[{"type":"thinking","thinking":"hm","signature":"sig"},{"type":"redacted_thinking","data":"hid"},
              {"type":"text","text":"a"},{"type":"server_tool_use","id":"s","name":"x","input":{}},
              {"type":"tool_use","id":"t","name":"f","input":{"q": "a\nb"}}],
             "stop_reason":"tool_use","usage":{"input_tokens":2,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":7}}
            """);
        Assert.Equal(("a", "hm"), (events.Text, events.Reasoning));
        Assert.Equal([("t", "f", """{"q": "a\nb"}""")], events.Tools);
        Assert.Equal([("sig", null), (null, "hid")], events.Events.OfType<ReasoningEvent>().Select(item => (item.Signature, item.Redacted)));
        Assert.Equal(new TokenUsage { InputTokens = 10, OutputTokens = 7, CachedInputTokens = 5, CacheWriteInputTokens = 3 }, events.Usage);
    }

    private static RecordedEvents Stream(params string[] frames) => Answers.Stream(WireNames.AnthropicMessages, frames);
}

using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Providers.OpenAiResponses;

public sealed class OpenAiResponsesDecoderTests
{
    [Theory]
    [InlineData("""{"status":"completed"}""", StopReason.End, "completed")]
    [InlineData("""{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}""", StopReason.MaxTokens, "incomplete:max_output_tokens")]
    [InlineData("""{"status":"incomplete","incomplete_details":{"reason":"max_tokens"}}""", StopReason.MaxTokens, "incomplete:max_tokens")]
    [InlineData("""{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}""", StopReason.Filtered, "incomplete:content_filter")]
    [InlineData("""{"status":"incomplete","incomplete_details":{"reason":"new"}}""", StopReason.Error, "incomplete:new")]
    [InlineData("""{"status":"incomplete"}""", StopReason.Error, "incomplete")]
    [InlineData("""{"status":"cancelled"}""", StopReason.Error, "cancelled")]
    public void Every_end_is_kept_and_put_in_our_words(string response, StopReason stop, string raw)
    {
        var finished = Stream($$"""{"type":"response.completed","response":{{response}}}""").Finished!;
        Assert.Equal((stop, raw), (finished.StopReason, finished.ProviderStopReason));
        Assert.Equal(finished, Answers.Body(WireNames.OpenAiResponses, response).Finished);
    }

    [Fact]
    public void A_refusal_is_text_and_stops_as_one()
    {
        var events = Stream("""{"type":"response.refusal.delta","delta":"No."}""", """{"type":"response.refusal.done","refusal":"No."}""", Completed);
        Assert.Equal(("No.", StopReason.Refusal), (events.Text, events.Finished!.StopReason));
    }

    [Theory]
    [InlineData("""{"type":"error","code":"rate_limit_exceeded","message":"slow","param":null}""", ErrorCodes.ProviderRateLimited, "rate_limit_exceeded")]
    [InlineData("""{"type":"error","error":{"type":"x","code":"server_error","message":"m"}}""", ErrorCodes.ProviderServerError, "server_error")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"invalid_prompt","message":"m"}}}""", ErrorCodes.ProviderInvalidRequest, "invalid_prompt")]
    public void An_error_fails_flat_nested_or_inside_the_response(string frame, string code, string providerCode)
    {
        var error = Stream(frame).Error!;
        Assert.Equal((code, providerCode), (error.Code, error.ProviderCode));
    }

    [Fact]
    public void A_failed_response_still_tells_its_usage() =>
        Assert.Equal(9, Stream("""{"type":"response.failed","response":{"status":"failed","error":null,"usage":{"input_tokens":9,"output_tokens":0}}}""").Usage!.InputTokens);

    [Fact]
    public void Encrypted_reasoning_is_kept_to_the_byte()
    {
        var events = Stream("""{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","summary":[],"encrypted_content":"gAA+/=\u002b\/x"}}""", Completed);
        Assert.Equal("gAA+/=+/x", events.Events.OfType<ReasoningEvent>().Single().Redacted);
    }

    [Fact]
    public void Arguments_that_come_only_at_the_end_of_a_call_are_sent_once()
    {
        const string Item = """{"type":"function_call","call_id":"c","name":"f","arguments":"{\"x\":1}"}""";
        var late = Stream($$"""{"type":"response.output_item.done","output_index":3,"item":{{Item}}}""", Completed);
        var twice = Stream(
            """{"type":"response.output_item.added","output_index":3,"item":{"type":"function_call","call_id":"c","name":"f","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","output_index":3,"delta":"{\"x\":1}"}""",
            $$"""{"type":"response.output_item.done","output_index":3,"item":{{Item}}}""",
            Completed);
        Assert.Equal([("c", "f", """{"x":1}""")], late.Tools);
        Assert.Equal(late.Tools, twice.Tools);
    }

    [Fact]
    public void A_whole_answer_gives_reasoning_text_calls_images_and_usage()
    {
        var events = Answers.Body(WireNames.OpenAiResponses, """
            {"status":"completed","output":[
              {"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"enc"},
              {"type":"message","content":[{"type":"output_text","text":"a"},{"type":"output_text","text":"b"}]},
              {"type":"image_generation_call","result":"aGk=","output_format":"webp"},
              {"type":"brand_new_item","text":"no"},
              {"type":"function_call","call_id":"c","name":"f","arguments":"{}"}],
             "usage":{"input_tokens":3,"input_tokens_details":{"cached_tokens":1},"output_tokens":4,"output_tokens_details":{"reasoning_tokens":2}}}
            """);
        Assert.Equal(("ab", "hm", StopReason.Tool), (events.Text, events.Reasoning, events.Finished!.StopReason));
        Assert.Equal(("image/webp", "aGk="), events.Events.OfType<ImageEvent>().Select(image => (image.MimeType, image.Data)).Single());
        Assert.Equal([("c", "f", "{}")], events.Tools);
        Assert.Equal(new TokenUsage { InputTokens = 3, OutputTokens = 4, CachedInputTokens = 1, ReasoningTokens = 2 }, events.Usage);
    }

    [Fact]
    public void A_response_that_is_not_done_is_no_answer() =>
        Assert.Equal(ErrorCodes.ProviderTruncated, Answers.Body(WireNames.OpenAiResponses, """{"status":"in_progress","output":[]}""").Error!.Code);

    private const string Completed = """{"type":"response.completed","response":{"status":"completed"}}""";

    private static RecordedEvents Stream(params string[] frames) => Answers.Stream(WireNames.OpenAiResponses, frames);
}

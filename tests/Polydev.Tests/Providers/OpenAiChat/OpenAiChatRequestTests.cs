using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Tests.Providers.OpenAiChat;

public sealed class OpenAiChatRequestTests
{
    [Fact]
    public void A_full_conversation_is_written_as_the_wire_wants_it()
    {
        var built = Requests.Build(WireNames.OpenAiChat, Requests.Full);
        Assert.Equal("http://host:1/base/chat/completions", built.Uri.AbsoluteUri);
        Assert.Equal([new("authorization", "Bearer sk-secret"), new("accept", "text/event-stream")], built.Headers);
        Requests.AssertBody(
            """
            {"model":"m-1","messages":[
               {"role":"system","content":"Be brief."},
               {"role":"system","content":"And kind."},
               {"role":"user","content":[{"type":"text","text":"Wie geht’s <ß>?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}},
                 {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
               {"role":"assistant","content":"Let me look.","tool_calls":[
                 {"id":"c1","type":"function","function":{"name":"get_weather","arguments":"{\"city\": \"Paris\"}"}},
                 {"id":"c2","type":"function","function":{"name":"now","arguments":"{}"}}]},
               {"role":"tool","tool_call_id":"c1","content":"sunny"},
               {"role":"tool","tool_call_id":"c2","content":"no clock"},
               {"role":"user","content":"So?"}],
             "max_completion_tokens":100,"temperature":0.5,
             "tools":[{"type":"function","function":{"name":"get_weather","description":"Tells the weather.",
                 "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},
               {"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}}}}],
             "tool_choice":{"type":"function","function":{"name":"get_weather"}},
             "stream":true,"stream_options":{"include_usage":true}}
            """,
            built);
    }

    [Fact]
    public void A_prompt_without_a_stream_is_short() =>
        Requests.AssertBody(
            """{"model":"m-1","messages":[{"role":"user","content":"Hi"}]}""",
            Requests.Build(WireNames.OpenAiChat, Requests.Prompt(), stream: false));

    [Fact]
    public void Options_are_laid_over_the_body_and_win()
    {
        var request = Requests.Prompt("""{"stream_options":{"include_obfuscation":false},"temperature":null,"seed":7,"messages":[]}""") with { Temperature = 1 };
        Requests.AssertBody(
            """
            {"model":"m-1","messages":[],"temperature":null,"stream":true,
             "stream_options":{"include_usage":true,"include_obfuscation":false},"seed":7}
            """,
            Requests.Build(WireNames.OpenAiChat, request));
    }

    [Theory]
    [InlineData("""{"n":2}""", "\"n\"")]
    [InlineData("""{"model":"other"}""", "\"model\"")]
    [InlineData("""{"stream":false}""", "\"stream\"")]
    [InlineData("""{"stream_options":{"include_usage":false}}""", "include_usage")]
    [InlineData("[]", "object")]
    public void Options_that_would_break_a_promise_are_refused(string options, string named) =>
        Assert.Contains(named, Wires.Find(WireNames.OpenAiChat)!.Check(Requests.Prompt(options)), StringComparison.Ordinal);

    [Fact]
    public void Reasoning_cannot_be_handed_back() =>
        Assert.Contains(
            "openai-responses",
            Wires.Find(WireNames.OpenAiChat)!.Check(Requests.Assistant(new ContentPart { Type = "reasoning", Text = "hm" })),
            StringComparison.Ordinal);
}

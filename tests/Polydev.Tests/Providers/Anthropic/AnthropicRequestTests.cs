using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Tests.Providers.Anthropic;

public sealed class AnthropicRequestTests
{
    [Fact]
    public void A_full_conversation_is_written_as_the_wire_wants_it()
    {
        var built = Requests.Build(WireNames.AnthropicMessages, Requests.Full);
        Assert.Equal("http://host:1/base/v1/messages", built.Uri.AbsoluteUri);
        Assert.Equal([new("x-api-key", "sk-secret"), new("anthropic-version", "2023-06-01"), new("accept", "text/event-stream")], built.Headers);
        Requests.AssertBody(
            """
            {"model":"m-1","max_tokens":100,"system":"Be brief.\n\nAnd kind.","messages":[
               {"role":"user","content":[{"type":"text","text":"Wie geht’s <ß>?"},
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},
                 {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]},
               {"role":"assistant","content":[{"type":"text","text":"Let me look."},
                 {"type":"tool_use","id":"c1","name":"get_weather","input":{"city":"Paris"}},
                 {"type":"tool_use","id":"c2","name":"now","input":{}}]},
               {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"sunny"},
                 {"type":"tool_result","tool_use_id":"c2","content":"no clock","is_error":true},
                 {"type":"text","text":"So?"}]}],
             "temperature":0.5,
             "tools":[{"name":"get_weather","description":"Tells the weather.","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}},
               {"name":"now","input_schema":{"type":"object","properties":{}}}],
             "tool_choice":{"type":"tool","name":"get_weather"},
             "stream":true}
            """,
            built);
    }

    [Fact]
    public void The_limit_the_wire_demands_is_4096_unless_given() =>
        Requests.AssertBody(
            """{"model":"m-1","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}]}""",
            Requests.Build(WireNames.AnthropicMessages, Requests.Prompt(), stream: false));

    [Fact]
    public void Thinking_is_handed_back_to_the_byte()
    {
        var request = Requests.Assistant(
            new ContentPart { Type = "reasoning", Text = "hm", Signature = "sig==" },
            new ContentPart { Type = "reasoning", Redacted = "hid" },
            ContentPart.FromText("a"));
        Requests.AssertBody(
            """
            {"model":"m-1","max_tokens":4096,"messages":[
               {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"sig=="},
                 {"type":"redacted_thinking","data":"hid"},{"type":"text","text":"a"}]},
               {"role":"user","content":"Go on."}]}
            """,
            Requests.Build(WireNames.AnthropicMessages, request, stream: false));
    }

    [Fact]
    public void What_the_wire_cannot_carry_is_said()
    {
        var wire = Wires.Find(WireNames.AnthropicMessages)!;
        Assert.Contains("0 to 1", wire.Check(Requests.Prompt() with { Temperature = 1.5 }), StringComparison.Ordinal);
        Assert.Contains("signature", wire.Check(Requests.Assistant(new ContentPart { Type = "reasoning", Text = "hm" })), StringComparison.Ordinal);
        Assert.Contains("images", wire.Check(Requests.Assistant(new ContentPart { Type = "image", Url = "https://a" })), StringComparison.Ordinal);
    }
}

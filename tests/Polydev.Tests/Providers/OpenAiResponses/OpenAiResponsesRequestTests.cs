using Polydev.Protocol.Calls;

namespace Polydev.Tests.Providers.OpenAiResponses;

public sealed class OpenAiResponsesRequestTests
{
    [Fact]
    public void A_full_conversation_is_written_as_the_wire_wants_it()
    {
        var built = Requests.Build(WireNames.OpenAiResponses, Requests.Full);
        Assert.Equal("http://host:1/base/responses", built.Uri.AbsoluteUri);
        Assert.Equal([new("authorization", "Bearer sk-secret"), new("accept", "text/event-stream")], built.Headers);
        Requests.AssertBody(
            """
            {"model":"m-1","instructions":"Be brief.","input":[
               {"role":"system","content":[{"type":"input_text","text":"And kind."}]},
               {"role":"user","content":[{"type":"input_text","text":"Wie geht’s <ß>?"},
                 {"type":"input_image","image_url":"data:image/png;base64,aGk="},
                 {"type":"input_image","image_url":"https://example.com/a.png"}]},
               {"role":"assistant","content":[{"type":"output_text","text":"Let me look."}]},
               {"type":"function_call","call_id":"c1","name":"get_weather","arguments":"{\"city\": \"Paris\"}"},
               {"type":"function_call","call_id":"c2","name":"now","arguments":"{}"},
               {"type":"function_call_output","call_id":"c1","output":"sunny"},
               {"type":"function_call_output","call_id":"c2","output":"no clock"},
               {"role":"user","content":[{"type":"input_text","text":"So?"}]}],
             "max_output_tokens":100,"temperature":0.5,
             "tools":[{"type":"function","name":"get_weather","description":"Tells the weather.",
                 "parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":false},
               {"type":"function","name":"now","parameters":{"type":"object","properties":{}},"strict":false}],
             "tool_choice":{"type":"function","name":"get_weather"},
             "stream":true}
            """,
            built);
    }

    [Fact]
    public void Reasoning_is_handed_back_to_the_byte_and_in_its_place()
    {
        var request = Requests.Assistant(
            new ContentPart { Type = "reasoning", Text = "hm", Redacted = "enc+/=" },
            ContentPart.FromText("a"),
            new ContentPart { Type = "reasoning", Id = "rs_1", Signature = "sig" });
        Requests.AssertBody(
            """
            {"model":"m-1","input":[
               {"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"enc+/="},
               {"role":"assistant","content":[{"type":"output_text","text":"a"}]},
               {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"sig"},
               {"role":"user","content":[{"type":"input_text","text":"Go on."}]}]}
            """,
            Requests.Build(WireNames.OpenAiResponses, request, stream: false));
    }
}

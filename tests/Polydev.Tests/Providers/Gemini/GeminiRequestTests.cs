using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Tests.Providers.Gemini;

public sealed class GeminiRequestTests
{
    [Fact]
    public void A_full_conversation_is_written_as_the_wire_wants_it()
    {
        var built = Requests.Build(WireNames.Gemini, Requests.Full);
        Assert.Equal("http://host:1/base/v1beta/models/m-1:streamGenerateContent?alt=sse", built.Uri.AbsoluteUri);
        Assert.Equal([new("x-goog-api-key", "sk-secret"), new("accept", "text/event-stream")], built.Headers);
        Requests.AssertBody(
            """
            {"systemInstruction":{"parts":[{"text":"Be brief."},{"text":"And kind."}]},"contents":[
               {"role":"user","parts":[{"text":"Wie geht’s <ß>?"},{"inlineData":{"mimeType":"image/png","data":"aGk="}},
                 {"fileData":{"fileUri":"https://example.com/a.png"}}]},
               {"role":"model","parts":[{"text":"Let me look."},
                 {"functionCall":{"id":"c1","name":"get_weather","args":{"city":"Paris"}}},{"functionCall":{"id":"c2","name":"now","args":{}}}]},
               {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"get_weather","response":{"output":"sunny"}}},
                 {"functionResponse":{"id":"c2","name":"now","response":{"error":"no clock"}}},{"text":"So?"}]}],
             "generationConfig":{"maxOutputTokens":100,"temperature":0.5},
             "tools":[{"functionDeclarations":[
               {"name":"get_weather","description":"Tells the weather.","parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}}}},
               {"name":"now","parametersJsonSchema":{"type":"object","properties":{}}}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["get_weather"]}}}
            """,
            built);
    }

    [Fact]
    public void Without_a_stream_another_method_is_called()
    {
        var built = Requests.Build(WireNames.Gemini, Requests.Prompt("""{"generationConfig":{"topK":3}}""") with { MaxTokens = 9 }, stream: false);
        Assert.Equal("http://host:1/base/v1beta/models/m-1:generateContent", built.Uri.AbsoluteUri);
        Requests.AssertBody(
            """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":9,"topK":3}}""", built);
    }

    [Fact]
    public void Signatures_are_handed_back_with_their_parts_and_objects_as_results_stay_objects()
    {
        var request = new ModelRequest
        {
            Model = "tunedModels/x-1",
            Messages =
            [
                new Message
                {
                    Role = "assistant",
                    Content =
                    [
                        new ContentPart { Type = "reasoning", Text = "hm" },
                        new ContentPart { Type = "reasoning", Signature = "s1" },
                        new ContentPart { Type = "tool_call", Name = "f", Signature = "s2" },
                    ],
                },
                new Message { Role = "tool", Content = [new ContentPart { Type = "tool_result", Name = "f", Text = """{"a":[1]}""" }] },
            ],
        };
        var built = Requests.Build(WireNames.Gemini, request, stream: false);
        Assert.Equal("/base/v1beta/tunedModels/x-1:generateContent", built.Uri.AbsolutePath);
        Requests.AssertBody(
            """
            {"contents":[
               {"role":"model","parts":[{"text":"hm","thought":true},{"text":"","thoughtSignature":"s1"},
                 {"functionCall":{"name":"f","args":{}},"thoughtSignature":"s2"}]},
               {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"a":[1]}}}]}]}
            """,
            built);
    }

    [Theory]
    [InlineData("a?key=b")]
    [InlineData("../files")]
    [InlineData("a b")]
    [InlineData("a:countTokens")]
    [InlineData("a#b")]
    public void A_model_name_cannot_change_the_address(string model) =>
        Assert.Contains("model", Wires.Find(WireNames.Gemini)!.Check(Requests.Prompt() with { Model = model }), StringComparison.Ordinal);
}

using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Simulator.Serving;

/// <summary>Frames that a provider never sends: some that every client must pass over, and some that none can.</summary>
internal static class OddFrames
{
    /// <summary>Comments, events and fields that no client knows; nothing where the form has no room for them.</summary>
    public static string Unknown(string wire, ReplyForm form) => (wire, form) switch
    {
        (_, ReplyForm.JsonArray) => "",
        (WireNames.OpenAiChat, _) => ": keep-alive\n\ndata: {\"object\":\"chat.completion.novelty\",\"choices\":[],\"novelty\":{\"deep\":[1,{\"a\":null}]}}\n\n",
        (WireNames.Gemini, _) => ": keep-alive\r\n\r\ndata: {\"novelty\":{\"deep\":[1,{\"a\":null}]}}\r\n\r\n",
        (WireNames.AnthropicMessages, _) => ": keep-alive\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\nevent: novelty\ndata: {\"type\":\"novelty\",\"index\":99,\"deep\":[1]}\n\n",
        _ => ": keep-alive\n\nevent: response.novelty\ndata: {\"type\":\"response.novelty\",\"output_index\":99,\"deep\":[1]}\n\n",
    };

    /// <summary>A frame of the wire whose JSON is broken.</summary>
    public static string Broken(string wire, ReplyForm form) => (wire, form) switch
    {
        (_, ReplyForm.JsonArray) => ",\r\n{\"broken\":",
        (WireNames.Gemini, _) => "data: {\"broken\":\r\n\r\n",
        (WireNames.AnthropicMessages, _) => "event: content_block_delta\ndata: {\"broken\":\n\n",
        (WireNames.OpenAiResponses, _) => "event: response.output_text.delta\ndata: {\"broken\":\n\n",
        _ => "data: {\"broken\":\n\n",
    };
}

using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Simulator.Serving;

/// <summary>Frames that no client knows and every client must pass over.</summary>
internal static class UnknownFrames
{
    /// <summary>Some, for a wire and form; none where the form has no room for them.</summary>
    public static string Of(string wire, ReplyForm form) => (wire, form) switch
    {
        (_, ReplyForm.JsonArray) => "",
        (WireNames.OpenAiChat, _) => ": keep-alive\n\ndata: {\"object\":\"chat.completion.novelty\",\"choices\":[],\"novelty\":{\"deep\":[1,{\"a\":null}]}}\n\n",
        (WireNames.Gemini, _) => ": keep-alive\r\n\r\ndata: {\"novelty\":{\"deep\":[1,{\"a\":null}]}}\r\n\r\n",
        (WireNames.AnthropicMessages, _) => ": keep-alive\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\nevent: novelty\ndata: {\"type\":\"novelty\",\"index\":99,\"deep\":[1]}\n\n",
        _ => ": keep-alive\n\nevent: response.novelty\ndata: {\"type\":\"response.novelty\",\"output_index\":99,\"deep\":[1]}\n\n",
    };
}

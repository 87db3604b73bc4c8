using System.Buffers;
using Polydev.Protocol.Calls;
using Polydev.Providers.Anthropic;
using Polydev.Providers.Gemini;
using Polydev.Providers.OpenAiChat;
using Polydev.Providers.OpenAiResponses;

namespace Polydev.Providers;

/// <summary>Makes the encoder of each wire.</summary>
public static class WireEncoders
{
    /// <summary>Makes an encoder for one answer.</summary>
    /// <param name="wire">One of <see cref="WireNames"/>.</param>
    /// <param name="form">Stream or body; only Gemini knows <see cref="ReplyForm.JsonArray"/>.</param>
    /// <param name="head">What the answer says about itself.</param>
    /// <param name="output">Where the bytes go.</param>
    /// <exception cref="ArgumentException">The wire is unknown or does not know the form.</exception>
    public static WireEncoder Create(string wire, ReplyForm form, ReplyHead head, IBufferWriter<byte> output) => (wire, form) switch
    {
        (WireNames.OpenAiChat, ReplyForm.Stream) => new OpenAiChatEncoder(head, output),
        (WireNames.OpenAiChat, ReplyForm.Body) => new OpenAiChatBodyEncoder(head, output),
        (WireNames.OpenAiResponses, ReplyForm.Stream) => new OpenAiResponsesEncoder(head, output),
        (WireNames.OpenAiResponses, ReplyForm.Body) => new OpenAiResponsesBodyEncoder(head, output),
        (WireNames.AnthropicMessages, ReplyForm.Stream) => new AnthropicEncoder(head, output),
        (WireNames.AnthropicMessages, ReplyForm.Body) => new AnthropicBodyEncoder(head, output),
        (WireNames.Gemini, ReplyForm.Body) => new GeminiBodyEncoder(head, output),
        (WireNames.Gemini, _) => new GeminiEncoder(head, form, output),
        _ => throw new ArgumentException($"wire '{wire}' has no form {form}", nameof(wire)),
    };
}

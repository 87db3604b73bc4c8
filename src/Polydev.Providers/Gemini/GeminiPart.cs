using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.Gemini;

/// <summary>One part of a candidate: text, thought, a function call or an image. Kinds unknown to us send nothing.</summary>
internal static class GeminiPart
{
    public static void Read(JsonSlice part, Answer answer)
    {
        JsonSlice text = default, thought = default, signature = default, call = default, inline = default;
        foreach (var field in part.Fields)
        {
            _ = field.Into("text"u8, ref text) || field.Into("thought"u8, ref thought) || field.Into("thoughtSignature"u8, ref signature)
                || field.Into("functionCall"u8, ref call) || field.Into("inlineData"u8, ref inline);
        }

        if (call.IsObject)
        {
            ReadCall(call, signature, answer);
        }
        else if (thought.IsTrue)
        {
            answer.Reasoning(text.Text, signature.Text);
        }
        else
        {
            answer.Text(text.Text);
            ReadImage(inline, answer);
            answer.Reasoning(default, signature.Text);
        }
    }

    /// <summary>Reads a call, which is always whole. Two calls in an answer may be alike in all, so each gets a number of its own.</summary>
    private static void ReadCall(JsonSlice call, JsonSlice signature, Answer answer)
    {
        JsonSlice id = default, name = default, args = default;
        foreach (var field in call.Fields)
        {
            _ = field.Into("id"u8, ref id) || field.Into("name"u8, ref name) || field.Into("args"u8, ref args);
        }

        answer.ToolCall(answer.Tools.Count, new ToolCallPiece
        {
            Id = id.Text,
            Name = name.Text,
            Arguments = args.IsObject ? args.Raw : default,
            ArgumentsAreJson = true,
            Signature = signature.Text,
        });
    }

    private static void ReadImage(JsonSlice inline, Answer answer)
    {
        JsonSlice mimeType = default, data = default;
        foreach (var field in inline.Fields)
        {
            _ = field.Into("mimeType"u8, ref mimeType) || field.Into("data"u8, ref data);
        }

        if (mimeType.Text.StartsWith("image/"u8))
        {
            answer.Image(mimeType.Text, data.Text);
        }
    }
}

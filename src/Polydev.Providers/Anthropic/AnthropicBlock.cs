using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.Anthropic;

/// <summary>A content block, as it begins in a stream or stands in a whole answer. Kinds unknown to us send nothing.</summary>
internal static class AnthropicBlock
{
    public static void Read(JsonSlice block, long index, Answer answer)
    {
        JsonSlice type = default, text = default, thinking = default, signature = default, data = default, id = default, name = default, input = default;
        foreach (var field in block.Fields)
        {
            _ = field.Into("type"u8, ref type) || field.Into("text"u8, ref text) || field.Into("thinking"u8, ref thinking)
                || field.Into("signature"u8, ref signature) || field.Into("data"u8, ref data) || field.Into("id"u8, ref id)
                || field.Into("name"u8, ref name) || field.Into("input"u8, ref input);
        }

        if (type.Is("text"u8))
        {
            answer.Text(text.Text);
        }
        else if (type.Is("thinking"u8))
        {
            answer.Reasoning(thinking.Text, signature.Text);
        }
        else if (type.Is("redacted_thinking"u8))
        {
            answer.Reasoning(default, redacted: data.Text);
        }
        else if (type.Is("tool_use"u8))
        {
            // In a stream the input here is an empty placeholder; its JSON comes in deltas.
            var arguments = input.Fields.MoveNext() ? input.Raw : default;
            answer.ToolCall(index, new ToolCallPiece { Id = id.Text, Name = name.Text, Arguments = arguments, ArgumentsAreJson = true });
        }
    }

    /// <summary>Reads a delta. Tool input of a block that is no call of ours (a server's own tool) is not output.</summary>
    public static void ReadDelta(JsonSlice delta, long index, Answer answer)
    {
        JsonSlice type = default, value = default;
        foreach (var field in delta.Fields)
        {
            _ = field.Into("type"u8, ref type) || field.Into("text"u8, ref value) || field.Into("thinking"u8, ref value)
                || field.Into("signature"u8, ref value) || field.Into("partial_json"u8, ref value);
        }

        if (type.Is("text_delta"u8))
        {
            answer.Text(value.Text);
        }
        else if (type.Is("thinking_delta"u8))
        {
            answer.Reasoning(value.Text);
        }
        else if (type.Is("signature_delta"u8))
        {
            answer.Reasoning(default, signature: value.Text);
        }
        else if (type.Is("input_json_delta"u8) && answer.Tools.Knows(index))
        {
            answer.ToolCall(index, new ToolCallPiece { Arguments = value.Text });
        }
    }
}

using System.Text;
using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>One output item of a response, complete or growing.</summary>
internal sealed class ResponsesItem
{
    /// <summary>What it is.</summary>
    public required ResponsesItemKind Kind { get; init; }

    /// <summary>Id of the item, which is not the id of a call.</summary>
    public required string Id { get; init; }

    /// <summary>Place among the items.</summary>
    public required int Index { get; init; }

    /// <summary>Text of a message, or summary of a reasoning.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>The call of a <see cref="ResponsesItemKind.FunctionCall"/>.</summary>
    public GatheredCall? Call { get; init; }

    /// <summary>The image of an <see cref="ResponsesItemKind.Image"/>.</summary>
    public ImageEvent? Image { get; init; }

    /// <summary>Reasoning to be handed back as it is.</summary>
    public string? Encrypted { get; set; }

    /// <summary>Whether the text part was announced in the stream.</summary>
    public bool PartOpen { get; set; }

    /// <summary>Writes the item as it stands when it is announced (<c>in_progress</c>, empty) or complete.</summary>
    public void Write(Utf8JsonWriter json, string status)
    {
        var empty = status == "in_progress";
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        switch (Kind)
        {
            case ResponsesItemKind.Reasoning:
                WriteReasoning(json, empty);
                break;
            case ResponsesItemKind.Message:
                WriteMessage(json, status, empty);
                break;
            case ResponsesItemKind.FunctionCall:
                json.WriteString("type"u8, "function_call"u8);
                json.WriteString("status"u8, status);
                json.WriteString("arguments"u8, empty ? "" : Call!.ArgumentsText);
                json.WriteString("call_id"u8, Call!.Id);
                json.WriteString("name"u8, Call.Name);
                break;
            default:
                json.WriteString("type"u8, "image_generation_call"u8);
                json.WriteString("status"u8, status);
                json.WriteString("output_format"u8, Image!.MimeType["image/".Length..]);
                json.WriteString("result"u8, empty ? null : Image.Data);
                break;
        }

        json.WriteEndObject();
    }

    private void WriteReasoning(Utf8JsonWriter json, bool empty)
    {
        json.WriteString("type"u8, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        if (!empty && Text.Length > 0)
        {
            WriteText(json, "summary_text"u8);
        }

        json.WriteEndArray();
        json.WriteString("encrypted_content"u8, empty ? null : Encrypted);
    }

    private void WriteMessage(Utf8JsonWriter json, string status, bool empty)
    {
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, status);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        if (!empty)
        {
            WriteText(json, "output_text"u8);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the text part.</summary>
    public void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> type, bool empty = false)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("text"u8, empty ? "" : Text.ToString());
        if (Kind == ResponsesItemKind.Message)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WriteStartArray("logprobs"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>Writes the single events of a Responses stream and numbers them.</summary>
internal sealed class ResponsesEvents(IBufferWriter<byte> output)
{
    private readonly JsonFrames _frames = new(output);
    private Utf8JsonWriter _json = null!;
    private int _sequence;

    /// <summary>Opens an event.</summary>
    public Utf8JsonWriter Open(ReadOnlySpan<byte> name)
    {
        _json = _frames.OpenEvent(name);
        _json.WriteStartObject();
        _json.WriteString("type"u8, name);
        return _json;
    }

    /// <summary>Numbers the event and closes it.</summary>
    public void Close()
    {
        _json.WriteNumber("sequence_number"u8, _sequence++);
        _json.WriteEndObject();
        _frames.CloseFrame();
    }

    /// <summary>An item is announced or done.</summary>
    public void Item(ReadOnlySpan<byte> name, ResponsesItem item, string status)
    {
        var json = Open(name);
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        item.Write(json, status);
        Close();
    }

    /// <summary>Announces the text part of a message or the summary part of a reasoning.</summary>
    public void OpenPart(ResponsesItem item)
    {
        item.PartOpen = true;
        Part(item, done: false);
    }

    /// <summary>A piece of text or of a reasoning's summary.</summary>
    public void TextDelta(ResponsesItem item, string delta)
    {
        var message = item.Kind == ResponsesItemKind.Message;
        var json = OpenFor(message ? "response.output_text.delta"u8 : "response.reasoning_summary_text.delta"u8, item);
        json.WriteString("delta"u8, delta);
        WriteLogprobs(message);
        Close();
    }

    /// <summary>A piece of a call's arguments.</summary>
    public void ArgumentsDelta(ResponsesItem item, string delta)
    {
        OpenFor("response.function_call_arguments.delta"u8, item).WriteString("delta"u8, delta);
        Close();
    }

    /// <summary>Says again, whole, what came in pieces.</summary>
    public void CloseParts(ResponsesItem item)
    {
        if (item.Call is { } call)
        {
            var json = OpenFor("response.function_call_arguments.done"u8, item);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.ArgumentsText);
            Close();
        }
        else if (item.PartOpen)
        {
            var message = item.Kind == ResponsesItemKind.Message;
            var json = OpenFor(message ? "response.output_text.done"u8 : "response.reasoning_summary_text.done"u8, item);
            json.WriteString("text"u8, item.Text.ToString());
            WriteLogprobs(message);
            Close();
            Part(item, done: true);
        }
        else if (item.Image is not null)
        {
            OpenFor("response.image_generation_call.completed"u8, item);
            Close();
        }
    }

    /// <summary>The stream failed before the response was created.</summary>
    public void Error(ExecutionError error)
    {
        var json = Open("error"u8);
        json.WriteString("code"u8, error.ProviderCode ?? ProviderErrors.OpenAiWords(error.Code).Code);
        json.WriteString("message"u8, error.Message);
        json.WriteNull("param"u8);
        Close();
    }

    private void Part(ResponsesItem item, bool done)
    {
        var message = item.Kind == ResponsesItemKind.Message;
        var json = OpenFor(
            (message, done) switch
            {
                (true, false) => "response.content_part.added"u8,
                (true, true) => "response.content_part.done"u8,
                (false, false) => "response.reasoning_summary_part.added"u8,
                (false, true) => "response.reasoning_summary_part.done"u8,
            },
            item);
        json.WritePropertyName("part"u8);
        item.WriteText(json, message ? "output_text"u8 : "summary_text"u8, empty: !done);
        Close();
    }

    private Utf8JsonWriter OpenFor(ReadOnlySpan<byte> name, ResponsesItem item)
    {
        var json = Open(name);
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        if (item.Kind == ResponsesItemKind.Message)
        {
            json.WriteNumber("content_index"u8, 0);
        }
        else if (item.Kind == ResponsesItemKind.Reasoning)
        {
            json.WriteNumber("summary_index"u8, 0);
        }

        return json;
    }

    private void WriteLogprobs(bool message)
    {
        if (message)
        {
            _json.WriteStartArray("logprobs"u8);
            _json.WriteEndArray();
        }
    }
}

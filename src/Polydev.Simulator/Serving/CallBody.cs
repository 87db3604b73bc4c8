using System.Buffers;
using System.Text.Json;

namespace Polydev.Simulator.Serving;

/// <summary>The fields of a request body that matter, read in one pass over the whole text so that broken JSON is found as well.</summary>
internal struct CallBody
{
    /// <summary>The model; null when the body has none.</summary>
    public string? Model { get; private set; }

    /// <summary>Whether a stream is asked for.</summary>
    public bool Stream { get; private set; }

    /// <summary>Whether the stream is to close with its usage.</summary>
    public bool IncludeUsage { get; private set; }

    /// <summary>Whether the body bounds the answer (<c>max_tokens</c>).</summary>
    public bool HasMaxTokens { get; private set; }

    /// <summary>Whether there is anything to answer: <c>messages</c>, <c>input</c> or <c>contents</c> is there and not empty.</summary>
    public bool HasTurns { get; private set; }

    /// <summary>Characters of all texts in the body.</summary>
    public long TextLength { get; private set; }

    /// <summary>Why the body cannot be used; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads a body.</summary>
    public static CallBody Read(in ReadOnlySequence<byte> body)
    {
        var read = default(CallBody);
        try
        {
            var json = new Utf8JsonReader(body);
            read.ReadObject(ref json);
        }
        catch (JsonException e)
        {
            read.Problem = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine}: not JSON";
        }
        catch (InvalidOperationException)
        {
            read.Problem = "a field is not of the type it must be, or a text is not UTF-8";
        }

        return read;
    }

    private void ReadObject(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            Problem = "the body must be a JSON object";
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadField(ref json);
        }

        if (json.Read())
        {
            Problem = "there is more after the JSON object";
        }
    }

    private void ReadField(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("model"u8))
        {
            json.Read();
            Model = json.GetString();
        }
        else if (json.ValueTextEquals("stream"u8))
        {
            json.Read();
            Stream = json.TokenType != JsonTokenType.Null && json.GetBoolean();
        }
        else if (json.ValueTextEquals("max_tokens"u8))
        {
            json.Read();
            HasMaxTokens = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var limit) && limit > 0;
        }
        else if (json.ValueTextEquals("messages"u8) || json.ValueTextEquals("input"u8) || json.ValueTextEquals("contents"u8))
        {
            var before = TextLength;
            ReadValue(ref json);
            HasTurns |= TextLength > before;
        }
        else
        {
            ReadValue(ref json);
        }
    }

    private void ReadValue(ref Utf8JsonReader json)
    {
        json.Read();
        var depth = json.CurrentDepth;
        do
        {
            Count(ref json);
        }
        while ((json.CurrentDepth > depth || json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) && json.Read());
    }

    private void Count(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            TextLength += json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length;
        }
        else if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("include_usage"u8))
        {
            json.Read();
            IncludeUsage = json.TokenType == JsonTokenType.True;
        }
    }
}

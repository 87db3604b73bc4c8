using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polydev.Protocol.Calls;

/// <summary>Reads a message's content either as a plain string or as an array of parts; writes the shorter of the two.</summary>
public sealed class MessageContentConverter : JsonConverter<IReadOnlyList<ContentPart>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<ContentPart> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return [ContentPart.FromText(reader.GetString()!)];
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("content must be a string or an array of parts");
        }

        var parts = new List<ContentPart>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            parts.Add(reader.TokenType == JsonTokenType.String
                ? ContentPart.FromText(reader.GetString()!)
                : JsonSerializer.Deserialize(ref reader, ProtocolJson.Default.ContentPart)
                    ?? throw new JsonException("a content part must be an object"));
        }

        return parts;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<ContentPart> value, JsonSerializerOptions options)
    {
        if (value is [{ Type: "text", Text: { } text }])
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartArray();
        foreach (var part in value)
        {
            JsonSerializer.Serialize(writer, part, ProtocolJson.Default.ContentPart);
        }

        writer.WriteEndArray();
    }
}

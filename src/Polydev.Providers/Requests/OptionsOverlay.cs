using System.Text.Json;

namespace Polydev.Providers.Requests;

/// <summary>Lays the caller's raw options over a built body: objects join field by field, anything else is replaced by the caller's word.</summary>
internal static class OptionsOverlay
{
    public static string? Check(JsonElement? options, IReadOnlyList<ReservedOption> reserved)
    {
        if (options is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
        {
            return null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            return "\"options\" must be an object of fields of the provider's own API.";
        }

        foreach (var option in reserved)
        {
            if (Find(given, option.Path) is { } value && value.GetRawText() != option.Allowed)
            {
                return $"\"options\" may not set \"{option.Path}\". {option.Instead}";
            }
        }

        return null;
    }

    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> body, JsonElement? options)
    {
        if (options is not { ValueKind: JsonValueKind.Object } over || !over.EnumerateObject().MoveNext())
        {
            return body;
        }

        using var built = JsonDocument.Parse(body);
        return JsonBody.Write(writer => Merge(writer, built.RootElement, over));
    }

    private static JsonElement? Find(JsonElement options, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (options.ValueKind != JsonValueKind.Object || !options.TryGetProperty(name, out options))
            {
                return null;
            }
        }

        return options;
    }

    private static void Merge(Utf8JsonWriter writer, JsonElement built, JsonElement over)
    {
        if (built.ValueKind != JsonValueKind.Object || over.ValueKind != JsonValueKind.Object)
        {
            over.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var field in built.EnumerateObject())
        {
            if (over.TryGetProperty(field.Name, out var replacement))
            {
                writer.WritePropertyName(field.Name);
                Merge(writer, field.Value, replacement);
            }
            else
            {
                field.WriteTo(writer);
            }
        }

        foreach (var field in over.EnumerateObject())
        {
            if (!built.TryGetProperty(field.Name, out _))
            {
                field.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}

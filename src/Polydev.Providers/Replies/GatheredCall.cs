using System.Text;
using System.Text.Json;

namespace Polydev.Providers.Replies;

/// <summary>A tool call put together from its fragments.</summary>
internal sealed class GatheredCall
{
    /// <summary>The id its result must quote; made up from the position where none was given.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the function.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the id was made up here.</summary>
    public bool IdIsOurs { get; init; }

    /// <summary>The JSON text of the arguments so far.</summary>
    public StringBuilder Arguments { get; } = new();

    /// <summary>Proof to be returned with the call.</summary>
    public string? Signature { get; set; }

    /// <summary>The arguments as text; an empty object when there are none.</summary>
    public string ArgumentsText => Arguments.Length == 0 ? "{}" : Arguments.ToString();

    /// <summary>Writes the arguments as an object, for the wires that carry them so.</summary>
    /// <remarks>Arguments that were cut in the middle are no object; they go out whole as a text so that nothing is lost.</remarks>
    public void WriteArguments(Utf8JsonWriter json)
    {
        try
        {
            using var document = JsonDocument.Parse(ArgumentsText);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                document.RootElement.WriteTo(json);
                return;
            }
        }
        catch (JsonException)
        {
            // Falls through: cut in the middle by the token limit.
        }

        json.WriteStartObject();
        json.WriteString("partial_json", ArgumentsText);
        json.WriteEndObject();
    }
}

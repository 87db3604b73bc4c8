using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Polydev.Tests.Json;

/// <summary>A document of a type in which every member says something, also those that may be left out.</summary>
internal static class FullDocument
{
    /// <summary>Makes one.</summary>
    public static JsonNode Of(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => Object(type),
        JsonTypeInfoKind.Enumerable => new JsonArray(Of(type.Options.GetTypeInfo(type.ElementType!))),
        JsonTypeInfoKind.Dictionary => new JsonObject { ["key"] = Of(type.Options.GetTypeInfo(type.ElementType!)) },
        _ => Scalar(Nullable.GetUnderlyingType(type.Type) ?? type.Type, type.Options),
    };

    /// <summary>The members of a type that a reader sets.</summary>
    public static IEnumerable<JsonPropertyInfo> Members(JsonTypeInfo type) => type.Properties.Where(member => member.Set is not null || member.AssociatedParameter is not null);

    private static JsonObject Object(JsonTypeInfo type) =>
        new(Members(type).Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Of(type.Options.GetTypeInfo(member.PropertyType)))));

    private static JsonNode Scalar(Type type, JsonSerializerOptions options) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(byte[]) => "AAAA",
        _ when type == typeof(bool) => true,
        _ when type == typeof(DateTimeOffset) => "2026-03-14T12:00:00+00:00",
        _ when type == typeof(DateOnly) => "2026-03-14",
        _ when type == typeof(JsonElement) => new JsonObject { ["anything"] = 1 },
        _ when type.IsEnum => JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(0), options.GetTypeInfo(type))!,
        _ when type.IsPrimitive || type == typeof(decimal) => 7,
        _ when type.IsAssignableTo(typeof(System.Collections.IEnumerable)) => new JsonArray(),
        _ => throw new NotSupportedException($"no example of {type}"),
    };
}

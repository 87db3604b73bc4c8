using System.Text.Json;

namespace Polydev.Tests.Controller.Api;

/// <summary>Looks whether a value is as a schema of an OpenAPI document says. A property that the schema does not name is a fault as well, as in an example it can only be a slip.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    /// <summary>What is wrong with a value; nothing when it is as it should be.</summary>
    public IReadOnlyList<string> Faults(JsonElement schema, JsonElement value) => [.. Check(schema, value, "$")];

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Check(Find(reference.GetString()!), value, at);
        }

        foreach (var word in new[] { "oneOf", "anyOf" })
        {
            if (schema.TryGetProperty(word, out var several))
            {
                var each = several.EnumerateArray().Select(s => Check(s, value, at).ToList()).ToList();
                return each.Any(faults => faults.Count == 0) ? [] : each.SelectMany(faults => faults);
            }
        }

        // An integer is a number too.
        return Types(schema) is { Count: > 0 } types && !types.Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && types.Contains("number"))
            ? [$"{at} is {TypeOf(value)} and not {string.Join(" or ", types)}"]
            : [.. Enumerated(schema, value, at), .. value.ValueKind switch
            {
                JsonValueKind.Object => CheckObject(schema, value, at),
                JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().SelectMany((item, i) => Check(items, item, $"{at}[{i}]")),
                _ => [],
            }];
    }

    private static IEnumerable<string> Enumerated(JsonElement schema, JsonElement value, string at) =>
        schema.TryGetProperty("enum", out var names) && !names.EnumerateArray().Any(n => n.GetRawText() == value.GetRawText()) ? [$"{at} is {value.GetRawText()}, which is none of {names.GetRawText()}"] : [];

    private IEnumerable<string> CheckObject(JsonElement schema, JsonElement value, string at)
    {
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!) : [];
        foreach (var missing in required.Where(name => !value.TryGetProperty(name, out _)))
        {
            yield return $"{at}.{missing} is missing";
        }

        foreach (var property in value.EnumerateObject())
        {
            var place = $"{at}.{property.Name}";
            if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(property.Name, out var own))
            {
                foreach (var fault in Check(own, property.Value, place))
                {
                    yield return fault;
                }
            }
            else if (schema.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object)
            {
                foreach (var fault in Check(any, property.Value, place))
                {
                    yield return fault;
                }
            }
            else if (schema.TryGetProperty("properties", out _))
            {
                yield return $"{place} is no property";
            }
        }
    }

    private static List<string> Types(JsonElement schema) => !schema.TryGetProperty("type", out var type)
        ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : [type.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        _ => "null",
    };

    private JsonElement Find(string reference) =>
        reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(document, (at, name) => at.GetProperty(name));
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Holds what was read beside what was recorded: every member we have must say what the recording says under its name.</summary>
internal static class Faithful
{
    /// <summary>Compares.</summary>
    public static void AssertSame(object? read, JsonNode? recorded)
    {
        var seen = 0;
        var wrong = new List<string>();
        Walk(read, recorded, "$", wrong, ref seen);
        Assert.Empty(wrong);
        Assert.True(seen > 0, "nothing of the answer was read");
    }

    private static void Walk(object? read, JsonNode? recorded, string path, List<string> wrong, ref int seen)
    {
        switch (read)
        {
            case null:
                if (recorded is not null)
                {
                    wrong.Add($"{path} is lost: {recorded.ToJsonString()}");
                }

                break;
            case JsonNode node:
                seen++;
                Expect(JsonNode.DeepEquals(node, recorded));
                break;
            case string text:
                seen++;
                Expect(recorded is JsonValue value && value.TryGetValue<string>(out var said) && said == text);
                break;
            case bool flag:
                seen++;
                Expect(flag == (recorded?.GetValue<bool>() ?? false));
                break;
            case byte[] bytes:
                seen++;
                Expect(Convert.ToBase64String(bytes) == recorded?.GetValue<string>());
                break;
            case TimeSpan time:
                seen++;
                Expect(time.Ticks == (recorded is null ? 0 : recorded.GetValue<long>() / 100));
                break;
            case DateTimeOffset moment:
                seen++;
                Expect(recorded is not null && Math.Abs((DateTimeOffset.Parse(recorded.GetValue<string>(), CultureInfo.InvariantCulture) - moment).Ticks) <= 1);
                break;
            case IConvertible number:
                seen++;
                Expect(decimal.Parse(number.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)
                    == (recorded is null ? 0 : decimal.Parse(recorded.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)));
                break;
            case IEnumerable items when PairsOf(items) is { } pairs:
                foreach (var (name, item) in pairs)
                {
                    Walk(item, recorded?[name], $"{path}.{name}", wrong, ref seen);
                }

                Expect(recorded is JsonObject map && map.Count == pairs.Count);
                break;
            case IEnumerable items:
                var list = items.Cast<object?>().ToList();
                seen++;
                Expect(recorded is JsonArray array && array.Count == list.Count);
                for (var i = 0; i < list.Count; i++)
                {
                    Walk(list[i], recorded?[i], $"{path}[{i}]", wrong, ref seen);
                }

                break;
            default:
                foreach (var property in read.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    var found = recorded?.AsObject().FirstOrDefault(p => string.Equals(p.Key, property.Name, StringComparison.OrdinalIgnoreCase)).Value;
                    Walk(property.GetValue(read), found, $"{path}.{property.Name}", wrong, ref seen);
                }

                break;
        }

        void Expect(bool same)
        {
            if (!same)
            {
                wrong.Add($"{path}: read {read}, recorded {recorded?.ToJsonString()}");
            }
        }
    }

    private static List<(string Name, object? Item)>? PairsOf(IEnumerable items)
    {
        var map = items.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
        return map is null ? null : [.. items.Cast<object>().Select(p => ((string)p.GetType().GetProperty("Key")!.GetValue(p)!, p.GetType().GetProperty("Value")!.GetValue(p)))];
    }
}

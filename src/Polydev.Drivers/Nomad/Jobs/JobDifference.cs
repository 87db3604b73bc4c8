using System.Text.Json;
using System.Text.Json.Nodes;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Finds where a registered job does not say what ours does. What the cluster filled in beside is no difference.</summary>
public static class JobDifference
{
    private const int Most = 5;

    /// <summary>Where they differ, with both values; none when they do not.</summary>
    /// <param name="ours">The job as it would be registered.</param>
    /// <param name="registered">The job as it is.</param>
    public static IReadOnlyList<string> Find(NomadJob ours, NomadJob registered)
    {
        var found = new List<string>();
        Compare(Json(ours), Json(registered), "", found);
        return found.Count <= Most ? found : [.. found.Take(Most), $"and {found.Count - Most} more"];
    }

    private static JsonNode? Json(NomadJob job) => JsonSerializer.SerializeToNode(job, NomadJson.Default.NomadJob);

    private static void Compare(JsonNode? ours, JsonNode? theirs, string path, List<string> found)
    {
        switch (ours, theirs)
        {
            case (JsonObject one, JsonObject other):
                foreach (var (name, value) in one)
                {
                    Compare(value, other[name], path.Length == 0 ? name : $"{path}.{name}", found);
                }

                break;
            case (JsonArray one, JsonArray other) when one.Count == other.Count:
                for (var i = 0; i < one.Count; i++)
                {
                    Compare(one[i], other[i], one.Count == 1 ? path : $"{path}[{i}]", found);
                }

                break;
            default:
                // What is empty, and what is nought, the cluster may leave out.
                if (!JsonNode.DeepEquals(ours, theirs) && !(theirs is null && IsNothing(ours)))
                {
                    found.Add($"{path} is {Text(theirs)} there and {Text(ours)} here");
                }

                break;
        }
    }

    private static bool IsNothing(JsonNode? node) => node switch
    {
        null or JsonArray { Count: 0 } or JsonObject { Count: 0 } => true,
        JsonValue value => value.ToJsonString() is "0" or "false" or "\"\"",
        _ => false,
    };

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}

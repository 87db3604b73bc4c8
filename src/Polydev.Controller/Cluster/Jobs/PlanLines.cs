using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Writes what would change as lines that people read.</summary>
internal static class PlanLines
{
    private const string None = "None";
    private const string Added = "Added";
    private const string Deleted = "Deleted";

    /// <summary>A line for each field that would change.</summary>
    public static IReadOnlyList<string> Of(PlanDiff? diff) => diff is null ? [] : [.. Lines(diff, "", "")];

    private static IEnumerable<string> Lines(PlanDiff part, string where, string prefix)
    {
        foreach (var field in part.Fields ?? [])
        {
            if (field.Type is not null and not None)
            {
                yield return $"{where}{prefix}{field.Name}: {Change(field)}";
            }
        }

        foreach (var inner in part.Objects ?? [])
        {
            foreach (var line in Lines(inner, where, $"{prefix}{inner.Name}."))
            {
                yield return line;
            }
        }

        foreach (var (kind, inner) in (part.TaskGroups ?? []).Select(g => ("group", g)).Concat((part.Tasks ?? []).Select(t => ("task", t))))
        {
            foreach (var line in Lines(inner, $"{where}{kind} {inner.Name} / ", ""))
            {
                yield return line;
            }
        }
    }

    private static string Change(PlanField field) => field.Type switch
    {
        Added => $"+ {Value(field.New)}",
        Deleted => $"- {Value(field.Old)}",
        _ => $"{Value(field.Old)} -> {Value(field.New)}",
    };

    private static string Value(string? value) => value is { Length: > 0 } ? value : "\"\"";
}

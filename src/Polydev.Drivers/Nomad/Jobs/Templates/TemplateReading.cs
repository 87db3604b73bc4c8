using System.Globalization;
using System.Text.Json;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>Reads what a template was given, each parameter as its type says, and gathers all that is wrong.</summary>
/// <remarks>Integers and lists may be written as text too, <c>"512"</c> and <c>"a,b"</c>, as a command line does.</remarks>
internal sealed class TemplateReading(IReadOnlyDictionary<string, JsonElement> values, TemplateDefaults defaults)
{
    private const int MostItems = 64;
    private const int LongestText = 4096;

    /// <summary>All that was wrong so far.</summary>
    public TemplateFaults Faults { get; } = new();

    /// <summary>What is taken where nothing is said.</summary>
    public TemplateDefaults Defaults { get; } = defaults;

    /// <summary>Name of the field of a parameter.</summary>
    public static string Field(string name) => "parameters." + name;

    /// <summary>A text.</summary>
    /// <param name="parameter">Which.</param>
    /// <param name="fallback">What it is when not said.</param>
    /// <param name="check">What is wrong with one; null for nothing.</param>
    public string Text(TemplateParameter parameter, string fallback, Func<string, string?> check)
    {
        if (!values.TryGetValue(parameter.Name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 and <= LongestText } text)
        {
            Faults.Add(Field(parameter.Name), "must be text, and not empty");
            return fallback;
        }

        Faults.Add(Field(parameter.Name), check(text));
        return text;
    }

    /// <summary>An integer; null when it is not said and has no default.</summary>
    public int? Integer(TemplateParameter parameter)
    {
        if (!values.TryGetValue(parameter.Name, out var value))
        {
            return parameter.Default is { } fallback ? int.Parse(fallback, CultureInfo.InvariantCulture) : null;
        }

        var written = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        if (long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= parameter.Least && number <= parameter.Most)
        {
            return (int)number;
        }

        Faults.Add(Field(parameter.Name), string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {parameter.Least} to {parameter.Most}"));
        return (int)parameter.Least!.Value;
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> List(TemplateParameter parameter, IReadOnlyList<string> fallback, Action<TemplateFaults, string, string> check)
    {
        if (!values.TryGetValue(parameter.Name, out var value))
        {
            return fallback;
        }

        if (ItemsOf(value) is not { Count: <= MostItems } items)
        {
            Faults.Add(Field(parameter.Name), $"must be a list of at most {MostItems} texts");
            return fallback;
        }

        foreach (var item in items)
        {
            check(Faults, Field(parameter.Name), item);
        }

        return items;
    }

    /// <summary>Names and texts that are no secrets.</summary>
    public IReadOnlyDictionary<string, string> Map(TemplateParameter parameter)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!values.TryGetValue(parameter.Name, out var value))
        {
            return map;
        }

        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() > MostItems)
        {
            Faults.Add(Field(parameter.Name), $"must be an object of at most {MostItems} names with texts");
            return map;
        }

        foreach (var entry in value.EnumerateObject())
        {
            var field = $"{Field(parameter.Name)}.{entry.Name}";
            Faults.Add(field, TemplateWords.OfVariable(entry.Name));
            if (entry.Value.ValueKind != JsonValueKind.String || entry.Value.GetString() is not { Length: <= LongestText } text)
            {
                Faults.Add(field, "must be text");
                continue;
            }

            Faults.AddSecret(field, SecretGuard.OfVariable(entry.Name, text));
            map[entry.Name] = text;
        }

        return map;
    }

    /// <summary>Adds a fault for each value that no parameter takes.</summary>
    public void RefuseOthers(IReadOnlyList<TemplateParameter> parameters)
    {
        foreach (var name in values.Keys.Where(name => parameters.All(p => p.Name != name)))
        {
            Faults.Add(Field(name), $"is no parameter of this template; it has {string.Join(", ", parameters.Select(p => p.Name))}");
        }
    }

    private static List<string>? ItemsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [.. value.GetString()!.Split(',', StringSplitOptions.TrimEntries)],
        JsonValueKind.Array when value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(i => i.GetString()!)],
        _ => null,
    };
}

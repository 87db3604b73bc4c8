using System.Text.Json;
using Spectre.Console;

namespace Polydev.Cli.Output;

/// <summary>Shows the items of an API answer as a table.</summary>
internal sealed class Listing
{
    private const string Nothing = "-";

    private readonly List<Column> _columns = [];

    /// <summary>Adds a column of a field; nested fields with dots.</summary>
    public Listing Add(string header, string path) => Add(header, item => Text(At(item, path)));

    /// <summary>Adds a column of a field that is left out when no item has it.</summary>
    public Listing AddWhereThere(string header, string path) => Add(header, item => Text(At(item, path)), optional: true);

    /// <summary>Adds a column of anything the item says.</summary>
    public Listing Add(string header, Func<JsonElement, string> value, bool optional = false)
    {
        _columns.Add(new Column(header, value, optional));
        return this;
    }

    /// <summary>Writes the items.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="items">The items, an array.</param>
    /// <param name="none">What to say when there are none.</param>
    public void Write(IAnsiConsole console, JsonElement items, string none)
    {
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            console.WriteLine(none);
            return;
        }

        var columns = _columns
            .Select(column => (column.Header, column.Optional, Cells: items.EnumerateArray().Select(column.Value).ToList()))
            .Where(column => !column.Optional || column.Cells.Exists(cell => cell != Nothing))
            .ToList();
        AlignedText.Write(
            console,
            [.. columns.Select(column => column.Header.ToUpperInvariant())],
            [.. Enumerable.Range(0, items.GetArrayLength()).Select(row => columns.Select(column => column.Cells[row]).ToList())]);
    }

    /// <summary>The field at a path; an undefined element when it is not there.</summary>
    public static JsonElement At(JsonElement item, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out item))
            {
                return default;
            }
        }

        return item;
    }

    /// <summary>A scalar as text; a dash when it is not there.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => Nothing,
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : Nothing,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.GetRawText(),
    };

    /// <summary>A number at a path; null when it is not there.</summary>
    public static double? Number(JsonElement item, string path) => At(item, path) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    /// <summary>A header, how an item fills it, and whether it may be left out.</summary>
    private sealed record Column(string Header, Func<JsonElement, string> Value, bool Optional);
}

using System.Text.Json;

namespace Polydev.Cli.Output;

/// <summary>Shows one document as indented lines of name and value, with byte counts made readable.</summary>
internal static class Fields
{
    private const int NameWidth = 24;

    /// <summary>Writes all fields of an object, nested ones below their name.</summary>
    public static void Write(TextWriter output, JsonElement item) => Write(output, item, "");

    private static void Write(TextWriter output, JsonElement item, string indent)
    {
        foreach (var field in item.EnumerateObject())
        {
            var name = indent + field.Name.Replace("_bytes", "", StringComparison.Ordinal).Replace('_', ' ');
            switch (field.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    output.WriteLine(name);
                    Write(output, field.Value, indent + "  ");
                    break;
                case JsonValueKind.Array:
                    WriteAll(output, name, field.Value, indent);
                    break;
                default:
                    output.WriteLine($"{name.PadRight(NameWidth)}  {Value(field)}");
                    break;
            }
        }
    }

    private static void WriteAll(TextWriter output, string name, JsonElement items, string indent)
    {
        output.WriteLine(name + (items.GetArrayLength() == 0 ? "  none" : ""));
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                Write(output, item, indent + "  ");
                output.WriteLine();
            }
            else
            {
                output.WriteLine($"{indent}  {Listing.Text(item)}");
            }
        }
    }

    private static string Value(JsonProperty field) =>
        field.Name.EndsWith("_bytes", StringComparison.Ordinal) && field.Value.ValueKind == JsonValueKind.Number
            ? Format.Bytes((long)field.Value.GetDouble())
            : Listing.Text(field.Value);
}

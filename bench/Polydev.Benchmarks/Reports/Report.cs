using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polydev.Benchmarks.Reports;

/// <summary>What a bench found: for people as it comes, or as one JSON document at the end.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static JsonObject? s_document;

    /// <summary>Takes all that follows together for a document.</summary>
    public static void AsDocument() => s_document = [];

    /// <summary>The first line of a bench: what was measured, on what and when.</summary>
    /// <param name="bench">Its name.</param>
    /// <param name="how">How much of everything it does.</param>
    public static void Begin(string bench, string how)
    {
        var date = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (s_document is null)
        {
            Console.WriteLine($"bench {bench}: {Table.Machine()}, {how}, {date}");
            return;
        }

        (s_document["bench"], s_document["how"], s_document["machine"], s_document["date"]) = (bench, how, Table.Machine(), date);
        (s_document["notes"], s_document["tables"]) = (new JsonArray(), new JsonArray());
    }

    /// <summary>A line that belongs to no table.</summary>
    public static void Note(string line)
    {
        if (s_document is null)
        {
            Console.WriteLine(line);
            return;
        }

        s_document["notes"]!.AsArray().Add(line);
    }

    /// <summary>A table that is full.</summary>
    public static void Add(string title, Table table)
    {
        if (s_document is null)
        {
            table.Write(title);
            return;
        }

        s_document["tables"]!.AsArray().Add(new JsonObject
        {
            ["title"] = title,
            ["columns"] = new JsonArray([.. table.Columns.Select(c => JsonValue.Create(c))]),
            ["rows"] = new JsonArray([.. table.Rows.Select(r => new JsonArray([.. r.Select(Value)]))]),
        });
    }

    /// <summary>Ends it.</summary>
    /// <param name="exitCode">0 when everything went well and what must hold held.</param>
    public static int End(int exitCode)
    {
        if (s_document is not null)
        {
            s_document["exit_code"] = exitCode;
            Console.WriteLine(s_document.ToJsonString(s_indented));
        }

        return exitCode;
    }

    private static JsonNode? Value(object cell) => cell switch
    {
        double number when !double.IsFinite(number) => null,
        double number => Math.Round(number, 6),
        int number => number,
        long number => number,
        _ => cell.ToString(),
    };
}

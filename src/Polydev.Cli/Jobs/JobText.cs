using System.Text.Json;
using Polydev.Cli.Commands;
using Polydev.Cli.Output;
using Spectre.Console;

namespace Polydev.Cli.Jobs;

/// <summary>Writes jobs for people.</summary>
internal static class JobText
{
    private static readonly Style s_dim = new(decoration: Decoration.Dim);
    private static readonly Style s_bad = new(Color.Red);

    private static readonly Listing s_parameters = new Listing()
        .Add("parameter", "name")
        .Add("type", "type")
        .Add("default", "default")
        .Add("bounds", item => Listing.Number(item, "least") is null ? "-" : $"{Listing.Text(Listing.At(item, "least"))} to {Listing.Text(Listing.At(item, "most"))}")
        .Add("what", "purpose");

    private static readonly Listing s_groups = new Listing()
        .Add("group", "name")
        .AddWhereThere("image", "image")
        .Add("count", item => Listing.Text(Listing.At(item, "count")) is var count && count == "-" ? "each node" : count)
        .Add("queued", "queued")
        .Add("starting", "starting")
        .Add("running", "running")
        .Add("complete", "complete")
        .Add("failed", "failed")
        .Add("lost", "lost");

    private static readonly Listing s_allocations = new Listing()
        .Add("allocation", item => Listing.Text(Listing.At(item, "id")) is { Length: > 8 } id ? id[..8] : Listing.Text(Listing.At(item, "id")))
        .Add("node", "node")
        .Add("status", "status")
        .Add("wanted", "desired")
        .Add("placed", item => Resources.Moment(item, "created_at"))
        .Add("exit code", item => Tasks(item, "exit_code"))
        .Add("message", item => Tasks(item, "message"));

    private static readonly Listing s_evaluations = new Listing()
        .Add("evaluation", item => Listing.Text(Listing.At(item, "id")) is { Length: > 8 } id ? id[..8] : Listing.Text(Listing.At(item, "id")))
        .Add("status", "status")
        .Add("because of", "triggered_by")
        .Add("message", "message");

    /// <summary>What came of a submission.</summary>
    public static string Submitted(JsonElement job) => $"job {Field(job, "id")} {Field(job, "outcome")}: {Field(job, "placement")}{Warnings(job)}";

    /// <summary>What a submission would do.</summary>
    public static string Planned(JsonElement job)
    {
        var lines = new List<string> { $"job {Field(job, "id")} would be {Field(job, "outcome")}{Warnings(job)}" };
        if (Listing.At(job, "diff") is { ValueKind: JsonValueKind.Array } diff && Field(job, "outcome") != "created")
        {
            // Of a job that is new every field is: what it says is better read as HCL.
            lines.AddRange(diff.EnumerateArray().Select(line => "  " + line.GetString()));
        }

        lines.Add(Field(job, "no_place") is var noPlace && noPlace != "-" ? noPlace : "there is a place for it");
        return string.Join('\n', lines);
    }

    /// <summary>That a job was told to stop.</summary>
    public static string Stopped(JsonElement job) => $"job {Field(job, "id")} stopped{(Listing.At(job, "purged").ValueKind == JsonValueKind.True ? " and forgotten" : "")}";

    /// <summary>Writes the templates.</summary>
    public static void Templates(IAnsiConsole console, JsonElement document)
    {
        var first = true;
        foreach (var template in Listing.At(document, "templates").EnumerateArray())
        {
            if (!first)
            {
                console.WriteLine();
            }

            first = false;
            console.WriteLine(Field(template, "name"), new Style(decoration: Decoration.Bold));
            console.WriteLine(Field(template, "purpose"));
            console.WriteLine($"id: {(Field(template, "id") is var id && id == "-" ? "made from the parameters" : id.EndsWith('-') ? $"{id} and a random end" : id)}", s_dim);
            s_parameters.Write(console, Listing.At(template, "parameters"), "It has no parameters.");
        }
    }

    /// <summary>Writes a job with all that is known of it.</summary>
    public static void Show(IAnsiConsole console, JsonElement job)
    {
        console.WriteLine($"{Field(job, "id")}: {Field(job, "template")}, {Field(job, "type")}, {Field(job, "status")}");
        if (Field(job, "problem") is var problem && problem != "-")
        {
            console.WriteLine(problem, s_bad);
        }

        console.WriteLine($"submitted {Resources.Moment(job, "submitted_at")}, version {Field(job, "version")}, datacenters {string.Join(", ", Listing.At(job, "datacenters").EnumerateArray().Select(d => d.GetString()))}", s_dim);
        if (Field(job, "parent") is var parent && parent != "-")
        {
            console.WriteLine($"dispatched from {parent}", s_dim);
        }

        if (Listing.At(job, "children") is { ValueKind: JsonValueKind.Object } children)
        {
            console.WriteLine($"dispatched: {Field(children, "pending")} pending, {Field(children, "running")} running, {Field(children, "ended")} ended; list them with --parent {Field(job, "id")}");
        }

        Table(console, s_groups, Listing.At(job, "groups"));
        Table(console, s_allocations, Listing.At(job, "allocations"));
        Table(console, s_evaluations, Listing.At(job, "evaluations"));
    }

    private static void Table(IAnsiConsole console, Listing listing, JsonElement items)
    {
        if (items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0)
        {
            console.WriteLine();
            listing.Write(console, items, "");
        }
    }

    /// <summary>A field of an allocation's tasks; with the task's name where there are several.</summary>
    private static string Tasks(JsonElement allocation, string field)
    {
        var tasks = Listing.At(allocation, "tasks") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray().ToList() : [];
        return tasks switch
        {
            [] => "-",
            [var only] => Field(only, field),
            _ => string.Join("; ", tasks.Select(task => $"{Field(task, "name")}: {Field(task, field)}")),
        };
    }

    private static string Warnings(JsonElement job) => Field(job, "warnings") is var said && said != "-" ? $" (Nomad warns: {said})" : "";

    private static string Field(JsonElement item, string path) => Listing.Text(Listing.At(item, path));
}

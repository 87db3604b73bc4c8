using System.Text.Json;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary>What the commands on the API's resources have in common: get and list, send and say what came of it.</summary>
internal static class Resources
{
    /// <summary>Gets a list and shows it as a table, or as the document it is.</summary>
    /// <param name="context">The call.</param>
    /// <param name="path">Path of the list.</param>
    /// <param name="name">The field of the answer that holds the items.</param>
    /// <param name="listing">The columns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> ListAsync(CommandContext context, string path, string name, Listing listing, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var document = await client.GetAsync(path, cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, document);
        }
        else
        {
            listing.Write(context.Shell.OutConsole(), Listing.At(document, name), $"There are no {name}.");
        }

        return ExitCodes.Ok;
    }

    /// <summary>Sends a change and says that it was made, or shows the answer as it is.</summary>
    public static async Task<int> SendAsync(
        CommandContext context, HttpMethod method, string path, ReadOnlyMemory<byte>? body, Func<JsonElement, string> done, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var document = await client.DocumentAsync(method, path, body, cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, document);
        }
        else
        {
            context.Shell.Out.WriteLine(done(document));
        }

        return ExitCodes.Ok;
    }

    /// <summary>A JSON object of the fields written by the callback.</summary>
    public static ReadOnlyMemory<byte> Body(Action<Utf8JsonWriter> fields)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The path of one item.</summary>
    public static string Path(string list, string? id) => $"{list}/{Uri.EscapeDataString(id ?? "")}";

    /// <summary>A moment as a date and time, UTC, to the second.</summary>
    public static string Moment(JsonElement item, string path) => Listing.At(item, path) is { ValueKind: JsonValueKind.String } at && at.TryGetDateTimeOffset(out var moment)
        ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
        : "-";
}

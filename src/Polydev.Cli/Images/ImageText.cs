using System.Globalization;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Cli.Images;

/// <summary>Shows images as a table or as JSON.</summary>
internal static class ImageText
{
    private const int ShortId = 19;
    private const int ShortRevision = 12;

    /// <summary>Images as a table.</summary>
    public static void Write(Shell shell, IReadOnlyList<ListedImage> images)
    {
        if (images.Count == 0)
        {
            shell.Out.WriteLine("There are no images: make one with 'polydev image build'.");
            return;
        }

        AlignedText.Write(
            shell.OutConsole(),
            ["IMAGE", "ID", "VERSION", "REVISION", "SIZE", "SOURCES OF"],
            [
                .. images.Select(image => new[]
                {
                    image.Tags.Count == 0 ? "(replaced)" : string.Join(' ', image.Tags),
                    Cut(image.Id, ShortId), image.Version, Cut(image.Revision, ShortRevision),
                    string.Create(CultureInfo.InvariantCulture, $"{image.Bytes / 1e6:0.00} MB"),
                    image.Created.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                }),
            ]);
    }

    /// <summary>Images as one document.</summary>
    public static void WriteJson(Shell shell, IReadOnlyList<ListedImage> images) => JsonOutput.WriteObject(shell.Out, json =>
    {
        json.WriteStartArray("images");
        foreach (var image in images)
        {
            json.WriteStartObject();
            json.WriteString("id", image.Id);
            json.WriteStartArray("tags");
            foreach (var tag in image.Tags)
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
            json.WriteString("version", image.Version);
            json.WriteString("revision", image.Revision);
            json.WriteNumber("bytes", image.Bytes);
            json.WriteString("created", image.Created);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>What was built, as one document.</summary>
    public static void WriteJson(Shell shell, ImageArchive archive, RuntimeSource source, string place) => JsonOutput.WriteObject(shell.Out, json =>
    {
        json.WriteString("image", place);
        json.WriteString("id", archive.Id);
        json.WriteNumber("bytes", archive.ContentBytes);
        json.WriteString("version", source.Version);
        json.WriteString("revision", source.Revision);
    });

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}

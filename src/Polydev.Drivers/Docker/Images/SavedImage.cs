using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polydev.Drivers.Docker.Images;

/// <summary>An image as an engine gives it out: its configuration, and every entry of its layers.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Configuration">The OCI image configuration.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Entries">What is in them, in their order.</param>
public sealed record SavedImage(string Id, JsonElement Configuration, int Layers, IReadOnlyList<SavedEntry> Entries)
{
    /// <summary>The bytes of all files together.</summary>
    public long Bytes => Entries.Sum(e => (long)e.Content.Length);

    /// <summary>The file at a path; null when there is none.</summary>
    public SavedEntry? Find(string path) => Entries.FirstOrDefault(e => e.Path == path);

    /// <summary>Reads what <c>docker save</c> writes.</summary>
    /// <exception cref="ImageException">It is something else.</exception>
    public static async Task<SavedImage> ReadAsync(string id, Stream stream, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            await foreach (var entry in EntriesOf(stream, cancellationToken))
            {
                files[entry.Path.TrimStart('/')] = entry.Content.ToArray();
            }

            var manifest = JsonSerializer.Deserialize<Manifest[]>(files["manifest.json"]) is [var first, ..] ? first : throw new JsonException("its manifest is empty");
            List<SavedEntry> entries = [];
            foreach (var layer in manifest.Layers)
            {
                using var content = Unpacked(files[layer]);
                await foreach (var entry in EntriesOf(content, cancellationToken))
                {
                    entries.Add(entry);
                }
            }

            using var configuration = JsonDocument.Parse(files[manifest.Config]);
            return new SavedImage(id, configuration.RootElement.Clone(), manifest.Layers.Length, entries);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or JsonException or InvalidDataException or FormatException)
        {
            throw new ImageException("image_malformed", $"What the engine gives out is no image: {exception.Message}");
        }
    }

    private static async IAsyncEnumerable<SavedEntry> EntriesOf(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var tar = new TarReader(stream, leaveOpen: true);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            using var content = new MemoryStream();
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(content, cancellationToken);
            }

            yield return new SavedEntry("/" + entry.Name.TrimEnd('/').TrimStart('/'), entry.EntryType, (int)entry.Mode, entry.Uid, entry.Gid, content.ToArray());
        }
    }

    // Engines that keep their images with containerd give layers out compressed.
    private static Stream Unpacked(byte[] layer) => layer is [0x1f, 0x8b, ..] ? new GZipStream(new MemoryStream(layer), CompressionMode.Decompress) : new MemoryStream(layer);

    /// <summary>What <c>manifest.json</c> says of an image: the names of its files in the archive.</summary>
    private sealed record Manifest([property: JsonRequired] string Config, [property: JsonRequired] string[] Layers);
}

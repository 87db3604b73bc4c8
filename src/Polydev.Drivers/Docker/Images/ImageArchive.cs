using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Polydev.Drivers.Docker.Images;

/// <summary>An image of one layer as <c>docker load</c> takes it, made without an engine. The same input gives the same bytes and the same id.</summary>
/// <remarks>https://github.com/moby/docker-image-spec/blob/main/v1.2.md, https://github.com/opencontainers/image-spec/blob/main/config.md</remarks>
public sealed class ImageArchive
{
    private ImageArchive(string id, byte[] bytes, long contentBytes) => (Id, Bytes, ContentBytes) = (id, bytes, contentBytes);

    /// <summary>Id of the image: <c>sha256:</c> and the digest of its configuration, which names the digest of its layer.</summary>
    public string Id { get; }

    /// <summary>The archive.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Bytes of all files together, unpacked.</summary>
    public long ContentBytes { get; }

    /// <summary>Makes the archive.</summary>
    /// <param name="spec">What the image says of itself.</param>
    /// <param name="entries">What is in it.</param>
    public static ImageArchive Create(ImageSpec spec, IReadOnlyCollection<ImageEntry> entries)
    {
        var layer = LayerTar.Write(entries, spec.Created);
        var digest = Hex(layer);
        var config = Json(json => WriteConfig(json, spec, digest));
        var id = Hex(config);
        var manifest = Json(json => WriteManifest(json, spec, id, digest));
        var archive = LayerTar.Pack(
            [
                new ImageEntry($"{digest}/layer.tar", ImageEntry.Readable, layer),
                new ImageEntry($"{id}.json", ImageEntry.Readable, config),
                new ImageEntry("manifest.json", ImageEntry.Readable, manifest),
            ],
            spec.Created);
        return new ImageArchive("sha256:" + id, archive, entries.Sum(e => (long)(e.Content?.Length ?? 0)));
    }

    private static void WriteConfig(Utf8JsonWriter json, ImageSpec spec, string layer)
    {
        var created = spec.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("architecture", spec.Architecture);
        json.WriteStartObject("config");
        WriteArray(json, "Entrypoint", spec.Entrypoint);
        WriteArray(json, "Env", spec.Environment.Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal));
        json.WriteStartObject("Labels");
        foreach (var (name, value) in spec.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteString("User", spec.User);
        json.WriteString("WorkingDir", "/");
        json.WriteEndObject();
        json.WriteString("created", created);
        json.WriteStartArray("history");
        json.WriteStartObject();
        json.WriteString("created", created);
        json.WriteString("created_by", "polydev image build");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("os", "linux");
        json.WriteStartObject("rootfs");
        WriteArray(json, "diff_ids", ["sha256:" + layer]);
        json.WriteString("type", "layers");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteManifest(Utf8JsonWriter json, ImageSpec spec, string id, string layer)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("Config", $"{id}.json");
        WriteArray(json, "RepoTags", spec.Tags);
        WriteArray(json, "Layers", [$"{layer}/layer.tar"]);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }

        return bytes.ToArray();
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

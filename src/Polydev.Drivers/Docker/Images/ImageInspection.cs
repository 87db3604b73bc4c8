using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Polydev.Drivers.Docker.Images;

/// <summary>Looks at an image without running it: how large it is, who it runs as, and that nothing is in it which its bill does not name.</summary>
public static class ImageInspection
{
    private const string Rebuild = "Build it anew with 'polydev image build'; if this stays, somebody else made or changed the image.";
    private const int SpecialBits = 0xE00;
    private const int WritableByOthers = 0x12;

    private static readonly string[] s_shells = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "toybox", "env", "perl", "python3"];

    /// <summary>Looks.</summary>
    public static IReadOnlyList<ImageFinding> Of(SavedImage image) => [Size(image), Labels(image), Start(image), Owners(image), Shell(image), Files(image)];

    private static ImageFinding Size(SavedImage image)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{image.Bytes / 1e6:0.00} MB unpacked, {image.Entries.Count(e => e.IsFile)} files, at most {RuntimeImage.MaxBytes / 1e6:0.0} MB");
        return Finding("size", image.Bytes <= RuntimeImage.MaxBytes, text, "See with 'polydev image sbom' what grew.");
    }

    private static ImageFinding Labels(SavedImage image)
    {
        string Label(string name) => Config(image, "Labels") is { ValueKind: JsonValueKind.Object } labels && labels.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        var (mark, version, revision) = (Label(RuntimeImage.MarkLabel), Label(RuntimeImage.VersionLabel), Label(RuntimeImage.RevisionLabel));
        return Finding(
            "labels", mark == RuntimeImage.MarkValue && version == RuntimeImage.OwnVersion && revision.Length > 0,
            $"version {Or(version, "none")}, revision {Or(revision, "none")}, mark {Or(mark, "none")}", $"This program is version {RuntimeImage.OwnVersion}. {Rebuild}");
    }

    private static ImageFinding Start(SavedImage image)
    {
        var user = Config(image, "User") is { ValueKind: JsonValueKind.String } name ? name.GetString()! : "";
        var entrypoint = Strings(Config(image, "Entrypoint"));
        var command = Strings(Config(image, "Cmd"));
        var environment = Strings(Config(image, "Env"));
        var ours = RuntimeContents.Environment.Select(v => $"{v.Key}={v.Value}");
        var exact = user == RuntimeImage.User && entrypoint is [RuntimeImage.Worker] && command.Count == 0
            && environment.Order(StringComparer.Ordinal).SequenceEqual(ours.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        return Finding("start", exact, $"user {Or(user, "root")}, {string.Join(' ', entrypoint.Concat(command))}, environment {string.Join(' ', environment)}", Rebuild);
    }

    private static ImageFinding Owners(SavedImage image)
    {
        var odd = image.Entries.Where(e => !(e.IsFile || e.IsDirectory) || e.Owner != 0 || e.Group != 0 || (e.Mode & (SpecialBits | WritableByOthers)) != 0).Select(e => e.Path).ToList();
        return Finding("permissions", odd.Count == 0, odd.Count == 0 ? "root's, nothing writable, no setuid or setgid, no links or devices" : $"odd: {string.Join(' ', odd)}", Rebuild);
    }

    private static ImageFinding Shell(SavedImage image)
    {
        var programs = image.Entries.Where(e => e.IsFile && s_shells.Contains(Path.GetFileName(e.Path), StringComparer.Ordinal)).Select(e => e.Path).ToList();
        return Finding("shell", programs.Count == 0, programs.Count == 0 ? "none" : string.Join(' ', programs), Rebuild);
    }

    /// <summary>Compares each file with the bill inside, which names all but itself.</summary>
    private static ImageFinding Files(SavedImage image)
    {
        const string name = "files";
        if (image.Find(RuntimeImage.BillOfMaterials) is not { } bill)
        {
            return Finding(name, good: false, $"no bill of materials at {RuntimeImage.BillOfMaterials}", Rebuild);
        }

        IReadOnlyDictionary<string, string> named;
        try
        {
            named = BillOfMaterials.ReadFiles(bill.Content);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return Finding(name, good: false, $"the bill of materials cannot be read: {exception.Message}", Rebuild);
        }

        var there = image.Entries.Where(e => e.IsFile && e != bill).ToList();
        var wrong = there.Where(e => named.GetValueOrDefault(e.Path) != Convert.ToHexStringLower(SHA256.HashData(e.Content.Span))).Select(e => e.Path)
            .Concat(named.Keys.Where(path => image.Find(path) is null))
            .Order(StringComparer.Ordinal).ToList();
        return wrong.Count == 0
            ? Finding(name, good: true, $"{there.Count}, each as the bill of materials says, and none besides", Rebuild)
            : Finding(name, good: false, $"not as the bill of materials says: {string.Join(' ', wrong)}", Rebuild);
    }

    private static ImageFinding Finding(string name, bool good, string found, string next) => new(name, good, found, good ? null : next);

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;

    private static JsonElement Config(SavedImage image, string name) =>
        image.Configuration.TryGetProperty("config", out var config) && config.TryGetProperty(name, out var value) ? value : default;

    private static List<string> Strings(JsonElement array) => array.ValueKind == JsonValueKind.Array ? [.. array.EnumerateArray().Select(s => s.GetString()!)] : [];
}

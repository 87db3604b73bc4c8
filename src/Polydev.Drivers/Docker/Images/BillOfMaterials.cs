using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Polydev.Drivers.Docker.Images;

/// <summary>The software bill of materials of an image: every file with its digests, every package they come from, with versions.</summary>
/// <remarks>SPDX 2.3, https://spdx.github.io/spdx-spec/v2.3/</remarks>
internal static class BillOfMaterials
{
    private const string Image = "SPDXRef-image";
    private const string Worker = "SPDXRef-worker";
    private const string Dotnet = "SPDXRef-dotnet";
    private const string Unknown = "NOASSERTION";

    /// <summary>Writes it.</summary>
    /// <param name="source">The sources of the worker.</param>
    /// <param name="dotnet">Version of .NET compiled into the worker; null when it is not known.</param>
    /// <param name="files">The files of the image but the bill itself.</param>
    /// <param name="packages">Packages of the machine by the file they are the source of.</param>
    public static byte[] Write(RuntimeSource source, string? dotnet, IReadOnlyList<ImageEntry> files, IReadOnlyDictionary<string, MachinePackage> packages)
    {
        var ordered = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        var digest = Convert.ToHexStringLower(SHA256.HashData([.. ordered.SelectMany(f => SHA256.HashData(f.Content!.Value.Span))]));
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("spdxVersion", "SPDX-2.3");
            json.WriteString("dataLicense", "CC0-1.0");
            json.WriteString("SPDXID", "SPDXRef-DOCUMENT");
            json.WriteString("name", $"polydev-runtime-{source.Version}");
            json.WriteString("documentNamespace", $"https://polydev.dev/spdx/polydev-runtime-{source.Version}-{digest}");
            json.WriteStartObject("creationInfo");
            json.WriteString("created", source.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteStartArray("creators");
            json.WriteStringValue($"Tool: polydev-{source.Version}");
            json.WriteEndArray();
            json.WriteEndObject();
            WritePackages(json, source, dotnet, Distinct(packages));
            WriteFiles(json, ordered);
            WriteRelationships(json, dotnet, ordered, packages);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>Reads which files a bill names: SHA-256 in hexadecimal by path.</summary>
    /// <exception cref="JsonException">It is no bill.</exception>
    public static IReadOnlyDictionary<string, string> ReadFiles(ReadOnlyMemory<byte> bill)
    {
        using var document = JsonDocument.Parse(bill);
        if (!document.RootElement.TryGetProperty("files", out var files))
        {
            throw new JsonException("it names no files");
        }

        return files.EnumerateArray().ToDictionary(
            f => f.GetProperty("fileName").GetString()!.TrimStart('.'),
            f => f.GetProperty("checksums").EnumerateArray().Single(c => c.GetProperty("algorithm").GetString() == "SHA256").GetProperty("checksumValue").GetString()!,
            StringComparer.Ordinal);
    }

    private static List<MachinePackage> Distinct(IReadOnlyDictionary<string, MachinePackage> packages) =>
        [.. packages.Values.Distinct().OrderBy(p => p.Name, StringComparer.Ordinal)];

    private static void WritePackages(Utf8JsonWriter json, RuntimeSource source, string? dotnet, List<MachinePackage> machine)
    {
        json.WriteStartArray("packages");
        WritePackage(json, Image, RuntimeImage.Repository, source.Version, "CONTAINER", url: null, remark: null);
        WritePackage(json, Worker, "polydev-worker", source.Version, "APPLICATION", url: null, $"built from source revision {source.Revision}");
        if (dotnet is not null)
        {
            WritePackage(json, Dotnet, "Microsoft.NETCore.App.Runtime.NativeAOT", dotnet, "FRAMEWORK", $"pkg:nuget/Microsoft.DotNet.ILCompiler@{dotnet}", "compiled into the worker");
        }

        foreach (var package in machine)
        {
            WritePackage(json, IdOf(package), package.Name, package.Version, "LIBRARY", package.Url, $"built from source package {package.Source}");
        }

        json.WriteEndArray();
    }

    private static void WritePackage(Utf8JsonWriter json, string id, string name, string version, string purpose, string? url, string? remark)
    {
        json.WriteStartObject();
        json.WriteString("SPDXID", id);
        json.WriteString("name", name);
        json.WriteString("versionInfo", version);
        json.WriteString("primaryPackagePurpose", purpose);
        json.WriteString("downloadLocation", Unknown);
        json.WriteBoolean("filesAnalyzed", false);
        json.WriteString("licenseConcluded", Unknown);
        json.WriteString("licenseDeclared", Unknown);
        json.WriteString("copyrightText", Unknown);
        if (remark is not null)
        {
            json.WriteString("comment", remark);
        }

        if (url is not null)
        {
            json.WriteStartArray("externalRefs");
            json.WriteStartObject();
            json.WriteString("referenceCategory", "PACKAGE-MANAGER");
            json.WriteString("referenceType", "purl");
            json.WriteString("referenceLocator", url);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter json, List<ImageEntry> files)
    {
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("SPDXID", IdOf(file));
            json.WriteString("fileName", "." + file.Path);
            json.WriteStartArray("checksums");
            WriteDigest(json, "SHA1", Sha1(file.Content!.Value.Span));
            WriteDigest(json, "SHA256", SHA256.HashData(file.Content!.Value.Span));
            json.WriteEndArray();
            json.WriteString("licenseConcluded", Unknown);
            json.WriteString("copyrightText", Unknown);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDigest(Utf8JsonWriter json, string algorithm, byte[] digest)
    {
        json.WriteStartObject();
        json.WriteString("algorithm", algorithm);
        json.WriteString("checksumValue", Convert.ToHexStringLower(digest));
        json.WriteEndObject();
    }

    private static void WriteRelationships(Utf8JsonWriter json, string? dotnet, List<ImageEntry> files, IReadOnlyDictionary<string, MachinePackage> packages)
    {
        json.WriteStartArray("relationships");
        Relate(json, "SPDXRef-DOCUMENT", "DESCRIBES", Image);
        Relate(json, Image, "CONTAINS", Worker);
        if (dotnet is not null)
        {
            Relate(json, Worker, "STATIC_LINK", Dotnet);
        }

        foreach (var package in Distinct(packages))
        {
            Relate(json, Image, "CONTAINS", IdOf(package));
        }

        foreach (var file in files)
        {
            Relate(json, Image, "CONTAINS", IdOf(file));
            if (file.Path == RuntimeImage.Worker)
            {
                Relate(json, IdOf(file), "GENERATED_FROM", Worker);
            }
            else if (file.Source is { } source && packages.TryGetValue(source, out var package))
            {
                Relate(json, IdOf(file), "COPY_OF", IdOf(package));
            }
        }

        json.WriteEndArray();
    }

    private static void Relate(Utf8JsonWriter json, string from, string how, string to)
    {
        json.WriteStartObject();
        json.WriteString("spdxElementId", from);
        json.WriteString("relationshipType", how);
        json.WriteString("relatedSpdxElement", to);
        json.WriteEndObject();
    }

    private static string IdOf(MachinePackage package) => "SPDXRef-package-" + Plain(package.Name);

    private static string IdOf(ImageEntry file) => "SPDXRef-file" + Plain(file.Path);

    private static string Plain(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-'));

    // The specification wants it for every file; nothing here trusts it.
#pragma warning disable CA5350
    private static byte[] Sha1(ReadOnlySpan<byte> bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350
}

using System.Text.Json;

namespace Polydev.Drivers.Docker.Images;

/// <summary>Puts together what is in the image of the workers: the worker, what it needs of this machine, and the bill of materials.</summary>
public static class RuntimeContents
{
    private const string Resource = "contents.json";
    private static readonly Lazy<Definition> s_definition = new(Load);

    /// <summary>Environment of every container.</summary>
    public static IReadOnlyDictionary<string, string> Environment => s_definition.Value.Environment;

    /// <summary>Builds the image of a worker.</summary>
    /// <param name="worker">Path of the worker, compiled with NativeAOT.</param>
    /// <param name="authorities">The operator's own bundle of certificate authorities; null for the public ones of this machine.</param>
    /// <param name="source">The sources.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ImageException">Something is missing; the message says what.</exception>
    public static async Task<ImageArchive> BuildAsync(string worker, string? authorities, RuntimeSource source, CancellationToken cancellationToken)
    {
        try
        {
            RequireNative(worker);
            var program = ImageEntry.Copy(RuntimeImage.Worker, ImageEntry.Executable, worker);
            List<ImageEntry> files =
            [
                program,
                .. SharedLibraries.Of(program.Content!.Value, s_definition.Value.Libraries),
                AuthorityFiles.Bundle(authorities),
            ];
            var packages = await MachinePackages.OfAsync(files.Select(f => f.Source).OfType<string>().Where(s => s != worker), cancellationToken);
            var bill = BillOfMaterials.Write(source, DotnetVersionOf(worker), files, packages);
            return ImageArchive.Create(
                ImageSpec.OfRuntime(source),
                [.. files, .. s_definition.Value.Directories.Select(ImageEntry.Directory), new ImageEntry(RuntimeImage.BillOfMaterials, ImageEntry.Readable, bill)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ImageException("image_unbuildable", $"The image cannot be put together: {exception.Message}");
        }
    }

    private static void RequireNative(string worker)
    {
        if (File.Exists(worker + ".dll"))
        {
            throw new ImageException(
                "worker_not_native",
                $"The worker at {worker} needs the whole .NET runtime beside it, and an image of it would be ten times as large.",
                "Install a C compiler (Debian: apt-get install clang), remove artifacts/worker and build again: the next ./polydev compiles it with NativeAOT.");
        }
    }

    // Written beside the worker when it is published.
    private static string? DotnetVersionOf(string worker)
    {
        var file = Path.Combine(Path.GetDirectoryName(worker)!, "dotnet.version");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static Definition Load()
    {
        using var stream = typeof(RuntimeContents).Assembly.GetManifestResourceStream(Resource)!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var root = document.RootElement;
        return new Definition(
            [.. root.GetProperty("libraries").EnumerateArray().Select(row => row.EnumerateArray().Select(n => n.GetString()!).ToArray())],
            [.. root.GetProperty("directories").EnumerateArray().Select(d => d.GetString()!)],
            root.GetProperty("environment").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!, StringComparer.Ordinal));
    }

    private sealed record Definition(IReadOnlyList<IReadOnlyList<string>> Libraries, IReadOnlyList<string> Directories, IReadOnlyDictionary<string, string> Environment);
}

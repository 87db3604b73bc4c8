namespace Polydev.Drivers.Docker.Images;

/// <summary>Finds the libraries that a program needs on this machine, and all that those need.</summary>
internal static class SharedLibraries
{
    // Where the loader itself looks without being told, on Debian and on Fedora: in the image there is no cache to tell it.
    private static readonly string[] s_places =
    [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
    ];

    /// <summary>The loader and every library of a program.</summary>
    /// <param name="program">The program's bytes.</param>
    /// <param name="opened">Libraries it opens by itself while it runs; of each row the first that is here.</param>
    /// <returns>Copies, at the places where the loader looks for them.</returns>
    /// <exception cref="ImageException">One is not here.</exception>
    public static IReadOnlyList<ImageEntry> Of(ReadOnlyMemory<byte> program, IReadOnlyList<IReadOnlyList<string>> opened)
    {
        var found = new Dictionary<string, ImageEntry>(StringComparer.Ordinal);
        var elf = ElfFile.Read(program.Span) ?? throw new ImageException("worker_not_native", "The worker is no program of this machine.");
        var loader = elf.Interpreter;
        if (loader is not null)
        {
            found[Path.GetFileName(loader)] = ImageEntry.Copy(loader, ImageEntry.Executable, loader);
        }

        var open = new Queue<string>(elf.Needed);
        foreach (var names in opened)
        {
            open.Enqueue(names.FirstOrDefault(n => Locate(n) is not null) ?? throw Missing(names[0]));
        }

        while (open.TryDequeue(out var name))
        {
            if (found.ContainsKey(name))
            {
                continue;
            }

            var path = Locate(name) ?? throw Missing(name);
            var library = ImageEntry.Copy(path, ImageEntry.Readable, path);
            found[name] = library;
            foreach (var next in ElfFile.Read(library.Content!.Value.Span)?.Needed ?? [])
            {
                open.Enqueue(next);
            }
        }

        return [.. found.Values];
    }

    private static string? Locate(string name) => s_places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);

    private static ImageException Missing(string name) => new(
        "library_missing", $"The worker needs {name}, which is not on this machine.", "Install it (Debian: apt-get install libssl3 ca-certificates), then build again.");
}

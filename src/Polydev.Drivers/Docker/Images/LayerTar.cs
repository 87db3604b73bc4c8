using System.Formats.Tar;

namespace Polydev.Drivers.Docker.Images;

/// <summary>The one layer of our image as a tar whose bytes depend on its files alone: sorted, owned by root, all of one time.</summary>
internal static class LayerTar
{
    /// <summary>Writes the layer, with the directories that the entries lie in.</summary>
    /// <param name="entries">The files and directories, in any order.</param>
    /// <param name="time">The modification time of everything, in whole seconds.</param>
    public static byte[] Write(IEnumerable<ImageEntry> entries, DateTimeOffset time)
    {
        var all = new SortedDictionary<string, ImageEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            for (var parent = ParentOf(entry.Path); parent.Length > 0; parent = ParentOf(parent))
            {
                all.TryAdd(parent, ImageEntry.Directory(parent));
            }

            all[entry.Path] = entry;
        }

        return Pack(all.Values, time);
    }

    /// <summary>Writes entries in their order, and nothing else.</summary>
    public static byte[] Pack(IEnumerable<ImageEntry> entries, DateTimeOffset time)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                var name = entry.Path.TrimStart('/');
                using var content = entry.Content is { } data ? new MemoryStream(data.ToArray()) : null;
                var written = new UstarTarEntry(entry.IsDirectory ? TarEntryType.Directory : TarEntryType.RegularFile, entry.IsDirectory ? name + "/" : name)
                {
                    Mode = (UnixFileMode)entry.Mode,
                    ModificationTime = time,
                    Uid = 0,
                    Gid = 0,
                };
                if (content is not null)
                {
                    written.DataStream = content;
                }

                tar.WriteEntry(written);
            }
        }

        return bytes.ToArray();
    }

    private static string ParentOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];
}

using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Polydev.Drivers.Remote;

/// <summary>What is remembered of nodes over a restart: their names, and who drains them. One small file.</summary>
internal sealed class NodeStore(string path, ILogger logger)
{
    private readonly Lock _gate = new();

    /// <summary>Reads it; nothing when there is none, or it cannot be read.</summary>
    public IReadOnlyList<NodeEntry> Read()
    {
        try
        {
            if (path.Length > 0 && File.Exists(path))
            {
                return JsonSerializer.Deserialize(File.ReadAllBytes(path), NodeStoreJson.Default.ListNodeEntry)?.Where(e => e is not null).ToList() ?? [];
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            logger.NodesUnreadable(path, e.Message);
        }

        return [];
    }

    /// <summary>Writes it, in place of what was there.</summary>
    public void Write(Func<IEnumerable<NodeEntry>> entries)
    {
        if (path.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            try
            {
                // Beside, to the disk, and then moved: whatever stops in the middle, there is the old file or the new one.
                using (var file = File.Create(path + ".new"))
                {
                    JsonSerializer.Serialize(file, entries().ToList(), NodeStoreJson.Default.ListNodeEntry);
                    file.Flush(flushToDisk: true);
                }

                File.Move(path + ".new", path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.NodesUnwritable(path, e.Message);
            }
        }
    }
}

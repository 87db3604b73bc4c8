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
                // Beside and then moved: a kill in the middle leaves the old file whole.
                File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(entries().ToList(), NodeStoreJson.Default.ListNodeEntry));
                File.Move(path + ".new", path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.NodesUnwritable(path, e.Message);
            }
        }
    }
}

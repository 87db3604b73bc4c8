namespace Polydev.Node.Cluster;

/// <summary>Makes a data directory belong to one process at a time, be it a node or a controller. The system drops it with the process.</summary>
internal static class NodeLock
{
    // The same file as a controller's: two programs in one directory would take each other's sockets.
    private const string FileName = "polydev.lock";

    /// <summary>Takes it.</summary>
    /// <exception cref="NodeEndedException">Somebody else has it.</exception>
    public static FileStream Take(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new NodeEndedException(NodeEnds.DirectoryInUse, $"Another node or controller is using {directory}. Stop it, or name another directory with --data.");
        }
    }
}

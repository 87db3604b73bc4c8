namespace Polydev.Controller.Storage;

/// <summary>The directory that holds everything a controller keeps, and the lock that makes it belong to one controller at a time.</summary>
internal sealed class DataDirectory(ControllerOptions options) : IDisposable
{
    private FileStream? _lock;

    /// <summary>Its path.</summary>
    public string Root { get; } = Path.GetFullPath(options.DataDirectory.Length > 0 ? options.DataDirectory : ".polydev");

    /// <summary>The SQLite database.</summary>
    public string Database => Path.Combine(Root, "polydev.db");

    /// <summary>The write-ahead log beside the database.</summary>
    public string DatabaseLog => Database + "-wal";

    /// <summary>The keys that encrypt the credentials.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>The first admin key, for the command line on the same machine.</summary>
    public string AdminKey => Path.Combine(Root, "admin.key");

    /// <summary>Whether its file system has no space that is worth the name.</summary>
    public bool IsFull => new DriveInfo(Root).AvailableFreeSpace < 64 * 1024;

    private string LockFile => Path.Combine(Root, "polydev.lock");

    /// <summary>Makes the directory, readable by its owner alone, and takes it.</summary>
    /// <exception cref="StartupException">Another controller has it, or it cannot be written.</exception>
    public void Take()
    {
        try
        {
            CreatePrivate(Root);
            _lock = Lock();
            CreatePrivate(Keys);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException or FileNotFoundException)
        {
            throw Unwritable(error);
        }
        catch (IOException error)
        {
            throw NoSpace(error) ? Full(error) : Unwritable(error);
        }
    }

    /// <summary>Gives the directory back.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    /// <summary>The start error of a full disk.</summary>
    public StartupException Full(Exception cause) =>
        new("disk_full", $"There is no space left for {Root}. Free some, or start with another --data directory.", cause);

    /// <summary>The start error of a directory that refuses writes.</summary>
    public StartupException Unwritable(Exception cause) => new(
        "data_directory_unwritable",
        $"The data directory {Root} cannot be written ({cause.Message.TrimEnd('.')}). Give this user the right to write there, or start with another --data directory.",
        cause);

    /// <summary>Whether the cause is a full disk or quota: ENOSPC, EDQUOT, ERROR_DISK_FULL.</summary>
    private static bool NoSpace(IOException error) => error.HResult is 28 or 122 or unchecked((int)0x80070070);

    /// <summary>Whether somebody else holds the lock: EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION.</summary>
    private static bool Held(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>An advisory lock that the system drops with the process, so that a killed controller leaves nothing to clean up.</summary>
    private FileStream Lock()
    {
        try
        {
            return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (Held(error))
        {
            throw new StartupException(
                "data_directory_in_use",
                $"Another controller is using {Root}. Stop it, or start this one with another --data directory.",
                error);
        }
    }
}

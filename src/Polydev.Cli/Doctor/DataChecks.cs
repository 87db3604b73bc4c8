using Polydev.Cli.Output;

namespace Polydev.Cli.Doctor;

/// <summary>Looks at the data directory: that it can be written to, that others cannot read it, that there is room.</summary>
internal static class DataChecks
{
    private const long EnoughBytes = 1L << 30;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Runs them.</summary>
    public static IReadOnlyList<Check> Run(string? directory)
    {
        if (directory is null)
        {
            return [Check.Fail("data directory", "there is no home directory", "Name a directory with --data (POLYDEV_DATA).")];
        }

        var existing = directory;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { Length: > 0 } parent)
        {
            existing = parent;
        }

        return [Writable(directory, existing), Room(existing)];
    }

    private static Check Writable(string directory, string existing)
    {
        const string name = "data directory";
        try
        {
            var probe = Path.Combine(existing, $".polydev-{Guid.NewGuid():N}");
            using (new FileStream(probe, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose }))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Check.Fail(name, $"{directory} cannot be written to: {exception.Message}", "Give this user the directory, or name another with --data (POLYDEV_DATA).");
        }

        if (existing != directory)
        {
            return Check.Ok(name, $"{directory}, made at the first start");
        }

        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(directory) & Others) != UnixFileMode.None
            ? Check.Warn(name, $"{directory} is open to other users", $"It holds keys: chmod 700 {directory}")
            : Check.Ok(name, directory);
    }

    private static Check Room(string existing)
    {
        const string name = "free space";
        var free = new DriveInfo(existing).AvailableFreeSpace;
        return free < EnoughBytes
            ? Check.Warn(name, Format.Bytes(free), "Event logs grow with use: make room, or shorten the retention.")
            : Check.Ok(name, Format.Bytes(free));
    }
}

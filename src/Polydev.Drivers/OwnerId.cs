namespace Polydev.Drivers;

/// <summary>The id of a data directory, which its workers are marked with: several controllers may share an engine, or a cluster.</summary>
internal static class OwnerId
{
    /// <summary>Reads it, or makes it when this is the first time.</summary>
    /// <param name="directory">The state directory; made when missing.</param>
    /// <param name="driver">Name of the driver, for which it is kept.</param>
    public static string In(string directory, string driver)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("a node needs Unix sockets that can be handed into containers: run it on Linux");
        }

        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(directory, driver + ".owner");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 32 } known)
        {
            return known;
        }

        var fresh = Guid.NewGuid().ToString("n");
        File.WriteAllText(path + ".new", fresh);
        File.Move(path + ".new", path, overwrite: true);
        return fresh;
    }
}

namespace Polydev.Drivers.Docker;

/// <summary>The id of a data directory, which its containers are labelled with: several controllers may share an engine.</summary>
internal static class OwnerId
{
    private const string FileName = "docker.owner";

    /// <summary>Reads it, or makes it when this is the first time.</summary>
    /// <param name="directory">The state directory; made when missing.</param>
    public static string In(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("a node needs Unix sockets that can be handed into containers: run it on Linux");
        }

        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(directory, FileName);
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

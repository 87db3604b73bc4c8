namespace Polydev.Drivers.Process;

/// <summary>Directories that only this user may look into.</summary>
internal static class OwnDirectory
{
    /// <summary>Makes one, with its parents, where it is not there yet.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("worker processes need Linux: use the docker driver");
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

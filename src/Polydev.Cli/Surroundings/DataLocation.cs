namespace Polydev.Cli.Surroundings;

/// <summary>Where the data directory is when nothing says otherwise, and where the repository is that this program was built in.</summary>
internal static class DataLocation
{
    /// <summary><c>$XDG_DATA_HOME/polydev</c>, else <c>~/.local/share/polydev</c>; null when there is no home.</summary>
    /// <remarks>By the XDG Base Directory Specification a relative <c>XDG_DATA_HOME</c> is ignored.</remarks>
    public static string? Default(Func<string, string?> variable) => variable("XDG_DATA_HOME") is { } data && Path.IsPathRooted(data)
        ? Path.Combine(data, "polydev")
        : variable("HOME") is { } home ? Path.Combine(home, ".local", "share", "polydev") : null;

    /// <summary>The root of the source tree above this program; null when it was installed without one.</summary>
    public static string? Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Polydev.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName;
    }
}

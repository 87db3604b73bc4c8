namespace Polydev.Benchmarks.Rig;

/// <summary>Where things are: the benches run what a user would run.</summary>
internal static class Repository
{
    /// <summary>The root of the checkout.</summary>
    public static string Root { get; } = Find();

    /// <summary>The front door.</summary>
    public static string Polydev => Path.Combine(Root, "polydev");

    /// <summary>A directory for what the benches install and write, outside version control.</summary>
    public static string Scratch(string name) => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "bench", name)).FullName;

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Polydev.slnx")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("The benches must run from a checkout of the repository.");
    }
}

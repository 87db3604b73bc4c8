namespace Polydev.Drivers.Machines;

/// <summary>Where the kernel's cgroup controllers are mounted, and where we are in each.</summary>
/// <param name="V2Mount">Mount of version 2; null when there is none.</param>
/// <param name="V2Path">Our path in it.</param>
/// <param name="V1">Mount and our path for each controller of version 1.</param>
/// <remarks>https://docs.kernel.org/admin-guide/cgroup-v2.html and .../cgroup-v1/cgroups.html</remarks>
internal sealed record CgroupTree(string? V2Mount, string V2Path, IReadOnlyDictionary<string, (string Mount, string Path)> V1)
{
    /// <summary>Reads it of this process; null where there is no <c>/proc</c> to read it from.</summary>
    public static CgroupTree? Current()
    {
        try
        {
            return Parse(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads it from the lines of <c>mountinfo</c> and <c>cgroup</c>.</summary>
    public static CgroupTree Parse(IEnumerable<string> mounts, IEnumerable<string> memberships)
    {
        var (v2Mount, v1Mounts) = Mounts(mounts);
        var v2Path = "/";
        var v1 = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (var parts in memberships.Select(l => l.Split(':', 3)).Where(p => p.Length == 3))
        {
            if (parts[0] == "0")
            {
                v2Path = parts[2];
            }

            foreach (var controller in parts[1].Split(',').Where(v1Mounts.ContainsKey))
            {
                v1[controller] = (v1Mounts[controller], parts[2]);
            }
        }

        return new CgroupTree(v2Mount, v2Path, v1);
    }

    /// <summary>Directory of a path in a mount; the mount itself when, as in a container, the path is one of the host's.</summary>
    public static string Resolve(string mount, string path)
    {
        var full = mount + path.TrimEnd('/');
        return Directory.Exists(full) ? full : mount;
    }

    private static (string? V2, Dictionary<string, string> V1) Mounts(IEnumerable<string> lines)
    {
        string? v2 = null;
        var v1 = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var halves in lines.Select(l => l.Split(" - ", 2)).Where(h => h.Length == 2))
        {
            // Before the dash: id, parent, device, root, mount point; after it: type, source, options.
            var (place, kind) = (halves[0].Split(' '), halves[1].Split(' '));
            if (place.Length < 5 || kind.Length < 3)
            {
                continue;
            }

            if (kind[0] == "cgroup2")
            {
                v2 = place[4];
            }
            else if (kind[0] == "cgroup")
            {
                foreach (var controller in kind[2].Split(','))
                {
                    v1[controller] = place[4];
                }
            }
        }

        return (v2, v1);
    }
}

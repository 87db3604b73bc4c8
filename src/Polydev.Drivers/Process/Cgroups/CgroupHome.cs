using Polydev.Drivers.Machines;

namespace Polydev.Drivers.Process.Cgroups;

/// <summary>The place in the kernel's tree of cgroups where this driver may make one for each worker.</summary>
internal abstract class CgroupHome
{
    /// <summary>Name of our directory in the tree, parent of the workers'.</summary>
    protected const string ParentName = "polydev";

    /// <summary>What bounds memory: <c>cgroup v2</c>, <c>cgroup v1</c> or null.</summary>
    public abstract string? Memory { get; }

    /// <summary>What bounds CPU, likewise.</summary>
    public abstract string? Cpu { get; }

    /// <summary>The directories that hold the workers' ones.</summary>
    protected abstract IEnumerable<string> Parents { get; }

    /// <summary>Removes cgroups that nothing runs in and nobody remembers, as a controller leaves whose data directory was deleted.</summary>
    /// <param name="before">Younger ones are left alone: another controller may be about to start a worker in them.</param>
    public void RemoveEmpty(DateTimeOffset before)
    {
        foreach (var directory in Parents.SelectMany(Directory.EnumerateDirectories).Where(d => Directory.GetLastWriteTimeUtc(d) < before.UtcDateTime))
        {
            try
            {
                Directory.Delete(directory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody lives there, as the kernel says.
            }
        }
    }

    /// <summary>Makes the cgroups of a worker, with their limits set. Null when the kernel refuses.</summary>
    public abstract WorkerCgroup? Create(string workerId, CgroupLimits limits);

    /// <summary>Finds where workers can be bounded; null where this user may not.</summary>
    public static CgroupHome? Find() => CgroupTree.Current() is { } tree ? (CgroupHome?)CgroupV2Home.Find(tree) ?? CgroupV1Home.Find(tree) : null;

    /// <summary>Whether a directory can be made, and removed again, under a cgroup.</summary>
    protected static bool CanCreateIn(string cgroup)
    {
        var trial = Path.Combine(cgroup, $"polydev-trial-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(trial);
            Directory.Delete(trial);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes one setting; false when the kernel refuses it or does not have it.</summary>
    protected static bool TrySet(string cgroup, string setting, string value)
    {
        try
        {
            // Truncating or making a file means nothing here; open what is there and write.
            using var file = new FileStream(Path.Combine(cgroup, setting), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(value));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

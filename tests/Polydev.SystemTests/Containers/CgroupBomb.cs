using System.Diagnostics;

namespace Polydev.SystemTests.Containers;

/// <summary>A fork bomb in the cgroup of a container: the worker in it makes no processes, so others make them on its account.</summary>
internal sealed class CgroupBomb : IDisposable
{
    private Process? _bomb;

    /// <summary>Fills the cgroup of a process until the kernel refuses another one.</summary>
    public void Explode(string processId)
    {
        // In version 1 each controller has a tree; in version 2 there is one, whose line begins with 0.
        var lines = File.ReadAllLines($"/proc/{processId}/cgroup").Select(l => l.Split(':', 3)).ToList();
        var directory = lines.Find(l => l[1].Split(',').Contains("pids", StringComparer.Ordinal)) is [_, _, var path]
            ? "/sys/fs/cgroup/pids" + path
            : "/sys/fs/cgroup" + lines.Single(l => l[0] == "0")[2];
        Assert.True(File.Exists(directory + "/cgroup.procs"), $"there is no cgroup {directory}");
        _bomb = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"echo $$ > {directory}/cgroup.procs; i=0; while [ $i -lt 300 ]; do sleep 60 & i=$((i+1)); done; wait"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bomb is { } bomb)
        {
            bomb.Kill(entireProcessTree: true);
            bomb.Dispose();
        }
    }
}

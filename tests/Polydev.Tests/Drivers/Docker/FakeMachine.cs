using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Polydev.Drivers.Docker.Shims;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>A <c>/proc</c> of files, with shims that run until they are killed.</summary>
internal sealed class FakeMachine(string directory)
{
    private int _lastProcess = 100;

    /// <summary>What the driver sees of it.</summary>
    public ShimTable Shims => new(directory, Kill);

    /// <summary>Processes that were killed, in order.</summary>
    public ConcurrentQueue<int> Killed { get; } = [];

    /// <summary>What else happens when a process is killed.</summary>
    public Action<int> OnKilled { get; set; } = static _ => { };

    /// <summary>Starts a shim for a container that has a directory mounted.</summary>
    public int StartShim(string container, string mounted)
    {
        var process = Start($"/usr/bin/containerd-shim-runc-v2\0-namespace\0moby\0-id\0{container}\0-address\0/run/containerd.sock\0");
        var bundle = Directory.CreateDirectory(Path.Combine(PathOf(process), "cwd")).FullName;
        var mounts = new JsonArray(new JsonObject { ["destination"] = "/proc" }, new JsonObject { ["destination"] = "/run/polydev", ["source"] = mounted });
        File.WriteAllText(Path.Combine(bundle, "config.json"), new JsonObject { ["mounts"] = mounts }.ToJsonString());
        return process;
    }

    /// <summary>Starts any process.</summary>
    public int Start(string commandLine)
    {
        var process = Interlocked.Increment(ref _lastProcess);
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(PathOf(process)).FullName, "cmdline"), commandLine);
        return process;
    }

    /// <summary>A process ends.</summary>
    public void End(int process) => Directory.Delete(PathOf(process), recursive: true);

    private string PathOf(int process) => Path.Combine(directory, process.ToString(CultureInfo.InvariantCulture));

    private void Kill(int process)
    {
        End(process);
        Killed.Enqueue(process);
        OnKilled(process);
    }
}

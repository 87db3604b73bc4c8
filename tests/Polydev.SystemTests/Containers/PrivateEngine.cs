using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Polydev.SystemTests.Containers;

/// <summary>An engine of a test's own, which may be killed and started again: the one the tests share may not.</summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private readonly string _root = Directory.CreateTempSubdirectory("pde-").FullName;
    private Process? _daemon;

    /// <summary>Directory of all its files; the command line of every process of it names it.</summary>
    public string Root => _root;

    /// <summary>Path of its socket.</summary>
    public string Address => "unix://" + Path.Combine(_root, "docker.sock");

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var name = Path.GetFileName(_root);
        var info = new ProcessStartInfo("dockerd", [
            "--host", Address, "--data-root", Path.Combine(_root, "data"), "--exec-root", Path.Combine(_root, "exec"), "--pidfile", Path.Combine(_root, "docker.pid"),
            "--containerd-namespace", name, "--containerd-plugins-namespace", name + "-plugins",
            "--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        _daemon = Process.Start(info)!;
        _daemon.BeginErrorReadLine();
        for (var i = 0; (await Commands.TryAsync("docker", ["--host", Address, "version"])).ExitCode != 0; i++)
        {
            Assert.True(i < 300 && !_daemon.HasExited, "the engine does not start");
            await Task.Delay(100);
        }
    }

    /// <summary>Takes an image from another engine.</summary>
    public async Task CopyAsync(string image, string from)
    {
        var file = Path.Combine(_root, "image.tar");
        await Commands.RunAsync("docker", "--host", from, "save", "--output", file, image);
        await Commands.RunAsync("docker", "--host", Address, "load", "--input", file);
        File.Delete(file);
    }

    /// <summary>Restarts it.</summary>
    /// <param name="crash">Killed, it and its containerd, and started again; else as an administrator does.</param>
    public async Task RestartAsync(bool crash)
    {
        await EndAsync(crash ? Kill : Terminate);
        await StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(Terminate);

        // Whatever a failed test or a crash left: shims, and what runs in them.
        foreach (var (id, _) in HostProcesses.Under(_root).ToList())
        {
            try
            {
                using var left = Process.GetProcessById(id);
                left.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or AggregateException)
            {
                // It ended while we looked.
            }
        }

        // One place may have several mounts, one over the other, and their end may take down others.
        while (await MountsAsync() is { Count: > 0 } mounts)
        {
            var ended = 0;
            foreach (var mount in mounts)
            {
                ended += (await Commands.TryAsync("umount", ["--lazy", mount])).ExitCode == 0 ? 1 : 0;
            }

            Assert.True(ended > 0, "cannot be unmounted: " + string.Join(' ', mounts));
        }

        Directory.Delete(_root, recursive: true);
    }

    private async Task<IReadOnlyList<string>> MountsAsync() =>
        [.. (await File.ReadAllLinesAsync("/proc/mounts")).Select(l => l.Split(' ')[1]).Where(m => m.StartsWith(_root, StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal)];

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private async Task EndAsync(int signal)
    {
        if (_daemon is { HasExited: false } daemon)
        {
            var containerd = HostProcesses.Under(_root).Where(p => Path.GetFileName(p.Words[0]) == "containerd").Select(p => p.Id).ToList();
            _ = kill(daemon.Id, signal);
            foreach (var process in containerd.Where(_ => signal == Kill))
            {
                _ = kill(process, signal);
            }

            await daemon.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

            // Where process 1 collects nobody, the next engine would take the dead containerd for a live one.
            File.Delete(Path.Combine(_root, "exec", "containerd", "containerd.pid"));
        }

        _daemon?.Dispose();
        _daemon = null;
    }
}

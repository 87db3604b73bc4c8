using System.Globalization;
using Polydev.Drivers.Native;
using Polydev.Drivers.Process.Cgroups;
using Polydev.Drivers.Process.Sandboxes;

namespace Polydev.Drivers.Process;

/// <summary>Finds the best walls by trying: whether namespaces are allowed to this user here no file says reliably.</summary>
internal sealed class WallBuilder(ProcessDriverOptions options, DescriptorLoop loop, WorkerStore store, TimeProvider time)
{
    private const string Advice = "For full isolation install bubblewrap (Debian: apt-get install bubblewrap) and allow unprivileged user namespaces.";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_certainlyStarted = TimeSpan.FromMinutes(1);
    private static readonly string[] s_usualPlaces = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin"];

    /// <summary>Tries every kind of wall that is wanted, best first, each with the real worker in it.</summary>
    public async Task<Walls> BuildAsync(WorkerProgram program)
    {
        var failures = new List<string>();
        await foreach (var sandbox in CandidatesAsync(program, failures))
        {
            var failure = await TryAsync(d => sandbox.Wrap([.. program.Command, .. options.ProbeArguments], d), program);
            if (failure is null)
            {
                var remark = failures.Count == 0 ? null : string.Join("; ", failures) + ". " + Advice;
                return new Walls(sandbox, await CgroupsAsync(program), remark);
            }

            failures.Add($"{sandbox.Mechanism}: {failure}");
        }

        return new Walls(null, null, $"No worker can be started under isolation '{options.Isolation}': {string.Join("; ", failures)}. {Advice}");
    }

    private async IAsyncEnumerable<Sandbox> CandidatesAsync(WorkerProgram program, List<string> failures)
    {
        if (Wanted(IsolationChoice.Bubblewrap))
        {
            if (Locate("bwrap") is { } bwrap)
            {
                yield return new BubblewrapSandbox(bwrap, await VersionAsync(bwrap) ?? "bubblewrap", program.Visible);
            }
            else
            {
                failures.Add("bubblewrap: not installed");
            }
        }

        if (Wanted(IsolationChoice.Unshare))
        {
            if (Locate("unshare") is { } unshare)
            {
                yield return new UnshareSandbox(unshare, processes: true);
                yield return new UnshareSandbox(unshare, processes: false);
            }
            else
            {
                failures.Add("unshare: not installed");
            }
        }

        if (Wanted(IsolationChoice.None))
        {
            yield return new PlainSandbox();
        }
    }

    private bool Wanted(IsolationChoice choice) => options.Isolation == choice || options.Isolation == IsolationChoice.Auto;

    private async Task<CgroupHome?> CgroupsAsync(WorkerProgram program)
    {
        if (!options.UseCgroups || !CgroupEntry.Possible || CgroupHome.Find() is not { } home)
        {
            return null;
        }

        // Where a cgroup can be made it may still be forbidden to enter it: the way from ours to it is the kernel's to allow.
        if (home.Create("probe-" + Guid.NewGuid().ToString("n"), new CgroupLimits(64 << 20, 1, 64)) is not { } cgroup)
        {
            return null;
        }

        var failure = await TryAsync(_ => CgroupEntry.Wrap(cgroup, ["/bin/sh", "-c", "exit 0"]), program);
        await cgroup.EndAsync(s_patience, time);
        home.RemoveEmpty(time.GetUtcNow() - s_certainlyStarted);
        return failure is null ? home : null;
    }

    /// <summary>Runs a command that should end with code 0, and says why it did not.</summary>
    private async Task<string?> TryAsync(Func<string, IReadOnlyList<string>> command, WorkerProgram program)
    {
        var directory = store.CreateWorkingDirectory("probe-" + Guid.NewGuid().ToString("n"));
        try
        {
            var process = WatchedProcess.Start(loop, command(directory), program.TrialEnvironment(), directory, out var error);
            if (process is null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"cannot be started (error {error})");
            }

            try
            {
                var code = await process.Ended.WaitAsync(s_patience, time);
                return code == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"exit code {code}: {process.LastLine ?? "no output"}");
            }
            catch (TimeoutException)
            {
                process.Kill();
                return "did not end in time";
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<string?> VersionAsync(string program)
    {
        var process = WatchedProcess.Start(loop, [program, "--version"], new Dictionary<string, string>(StringComparer.Ordinal), "/", out _);
        if (process is null)
        {
            return null;
        }

        await process.Ended.WaitAsync(s_patience, time);
        return process.LastLine;
    }

    private static string? Locate(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(s_usualPlaces).Where(Path.IsPathRooted).Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
}

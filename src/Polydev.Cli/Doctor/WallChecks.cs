using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Cli.Surroundings;
using Polydev.Drivers;
using Polydev.Drivers.Process;

namespace Polydev.Cli.Doctor;

/// <summary>Has the process driver try its walls with the real worker, and says how good they are.</summary>
internal static class WallChecks
{
    /// <summary>Runs them.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        if (WorkerBinary.Find() is not { } worker)
        {
            return [];
        }

        var state = Directory.CreateTempSubdirectory("polydev-doctor-");
        try
        {
            var options = new ProcessDriverOptions { WorkerPath = worker, SocketDirectory = state.FullName, StateDirectory = Path.Combine(state.FullName, "state") };
            using var driver = new ProcessDriver(options, TimeProvider.System, NullLogger<ProcessDriver>.Instance);
            var probe = await driver.ProbeAsync(cancellationToken);
            return probe.Usable
                ? [Walls(probe), Limits(probe.Isolation)]
                : [Check.Fail("isolation", "process workers cannot be started", probe.Message ?? "See the driver's log.")];
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static Check Walls(DriverProbe probe)
    {
        var isolation = probe.Isolation;
        List<string> open = [];
        if (!isolation.Network)
        {
            open.Add("network");
        }

        if (!isolation.Filesystem)
        {
            open.Add("files");
        }

        if (!isolation.Processes)
        {
            open.Add("processes");
        }

        return open.Count == 0
            ? Check.Ok("isolation", $"{isolation.Mechanism}: no network, own files, own processes")
            : Check.Warn(
                "isolation",
                $"{isolation.Mechanism}: workers share {string.Join(", ", open)} with this user",
                probe.Message ?? "Install bubblewrap and allow unprivileged user namespaces, or use containers for other people's keys.");
    }

    private static Check Limits(WorkerIsolation isolation) => isolation is { MemoryLimit: "none" } or { CpuLimit: "none" }
        ? Check.Warn("limits", $"memory: {isolation.MemoryLimit}, CPU: {isolation.CpuLimit}", "What is 'none' is not bounded per worker: run under a user that has a cgroup of its own (systemd: Delegate=yes), or as root.")
        : Check.Ok("limits", $"memory: {isolation.MemoryLimit}, CPU: {isolation.CpuLimit}");
}

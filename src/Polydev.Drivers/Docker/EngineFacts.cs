using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker;

/// <summary>What matters to us of an engine: how it walls workers in, and what is missing.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Runtime">The runtime in use.</param>
/// <param name="MapsUsers">Whether users in containers are others outside: a rootless engine, or one with <c>userns-remap</c>.</param>
/// <param name="Seccomp">Whether it can filter the system calls of a container.</param>
/// <param name="MemoryLimit">What bounds memory.</param>
/// <param name="CpuLimit">What bounds CPU.</param>
/// <param name="Remark">What could be better and how; null when all is well.</param>
/// <param name="Obstacle">Why no worker can be started; null when workers can.</param>
internal sealed record EngineFacts(string Version, string Runtime, bool MapsUsers, bool Seccomp, string MemoryLimit, string CpuLimit, string? Remark, string? Obstacle)
{
    /// <summary>Reads them of the engine's own description.</summary>
    public static EngineFacts Of(SystemInfoResponse info, string? runtime)
    {
        var security = info.SecurityOptions ?? [];
        bool Has(string name) => security.Any(o => o.Split(',').Contains("name=" + name, StringComparer.Ordinal) || o == name);
        var cgroup = "cgroup v" + (string.IsNullOrEmpty(info.CgroupVersion) ? "1" : info.CgroupVersion);
        var chosen = runtime ?? info.DefaultRuntime;
        return new EngineFacts(
            info.ServerVersion,
            chosen,
            Has("userns") || Has("rootless"),
            Has("seccomp"),
            info.MemoryLimit ? cgroup : "none",
            info.CPUCfsQuota ? cgroup : "none",
            RemarkOn(info, Has("seccomp")),
            ObstacleIn(info, chosen));
    }

    /// <summary>Of an engine that does not say.</summary>
    public static EngineFacts Unknown(string? runtime, string obstacle) =>
        new("", runtime ?? "no runtime", MapsUsers: false, Seccomp: false, "none", "none", Remark: null, obstacle);

    /// <summary>In the words of the seam.</summary>
    public DriverProbe ToProbe() => new()
    {
        Usable = Obstacle is null,
        Message = Obstacle ?? Remark,
        Isolation = new WorkerIsolation
        {
            Mechanism = $"docker {Version}, {Runtime}",
            Network = true,
            Filesystem = true,
            Processes = true,
            MemoryLimit = MemoryLimit,
            CpuLimit = CpuLimit,
        },
    };

    private static string? ObstacleIn(SystemInfoResponse info, string runtime)
    {
        if (info.OSType != "linux")
        {
            return $"the Docker engine runs {info.OSType} containers; workers need linux";
        }

        return info.Runtimes is { Count: > 0 } known && !known.ContainsKey(runtime)
            ? $"the Docker engine has no runtime '{runtime}', only {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}: name it in the engine's daemon.json, or ask for another"
            : null;
    }

    private static string? RemarkOn(SystemInfoResponse info, bool seccomp)
    {
        List<string> missing = [];
        if (!seccomp)
        {
            missing.Add("the Docker engine cannot filter the system calls of workers: give it a kernel and a build with seccomp");
        }

        if (!info.MemoryLimit || !info.CPUCfsQuota || !info.PidsLimit)
        {
            missing.Add("the kernel bounds not all of memory, CPU and processes: enable the cgroup controllers");
        }

        return missing.Count == 0 ? null : string.Join("; ", missing);
    }
}

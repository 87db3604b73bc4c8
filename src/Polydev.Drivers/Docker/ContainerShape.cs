using System.Globalization;
using Docker.DotNet.Models;
using Polydev.Protocol.Link;

namespace Polydev.Drivers.Docker;

/// <summary>What a worker's container is allowed: nothing but to run, and to dial two sockets.</summary>
/// <remarks>https://docs.docker.com/engine/api/v1.41/#tag/Container/operation/ContainerCreate</remarks>
internal static class ContainerShape
{
    // Of several victims the kernel takes a worker before the engine or the controller.
    private const int FirstToDie = 500;

    // Microseconds over which a share of a core is counted: a start takes 30 ms of CPU, which a tenth of a core has to give at once.
    private const long SharePeriod = 500_000;

    /// <summary>The container of a worker.</summary>
    /// <param name="options">How workers are started.</param>
    /// <param name="spec">The worker.</param>
    /// <param name="owner">Id of the data directory it belongs to.</param>
    /// <param name="user">Number of the user it runs as.</param>
    public static CreateContainerParameters Of(DockerDriverOptions options, WorkerSpec spec, string owner, uint user) => new()
    {
        Name = NameOf(spec.WorkerId),
        Image = spec.Image ?? options.Image,
        User = string.Create(CultureInfo.InvariantCulture, $"{user}:{user}"),
        Hostname = "worker",
        Env = [.. Environment(options, spec)],
        Labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ContainerLabels.Owner] = owner,
            [ContainerLabels.Worker] = spec.WorkerId,
            [ContainerLabels.Pool] = spec.Pool,
            [ContainerLabels.Node] = options.Node,
        },
        HostConfig = Walls(options, spec),
    };

    /// <summary>Name of a worker's container.</summary>
    public static string NameOf(string workerId) => "polydev-" + workerId;

    private static IEnumerable<string> Environment(DockerDriverOptions options, WorkerSpec spec)
    {
        yield return $"{LinkPaths.SocketDirectoryVariable}={RuntimeImage.SocketDirectory}";
        yield return $"{LinkPaths.WorkerIdVariable}={spec.WorkerId}";
        yield return $"{LinkPaths.NonceVariable}={spec.Nonce}";
        if (options.CaFile is { } authorities)
        {
            yield return $"SSL_CERT_FILE={RuntimeImage.SocketDirectory}/{Path.GetFileName(authorities)}";
        }

        if (options.OrphanSeconds is { } seconds)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{LinkPaths.OrphanSecondsVariable}={seconds}");
        }
    }

    /// <summary>The walls. The engine's own seccomp profile and masked paths stay, because nothing here names others.</summary>
    private static HostConfig Walls(DockerDriverOptions options, WorkerSpec spec) => new()
    {
        Runtime = options.Runtime,
        NetworkMode = "none",
        IpcMode = "none",
        CgroupnsMode = "private",
        ReadonlyRootfs = true,
        CapDrop = ["ALL"],
        SecurityOpt = ["no-new-privileges:true"],
        Memory = spec.MemoryBytes,
        MemorySwap = spec.MemoryBytes,
        CPUPeriod = spec.Cpus > 0 ? SharePeriod : 0,
        CPUQuota = (long)Math.Round(spec.Cpus * SharePeriod),
        PidsLimit = options.MaxThreads,
        OomScoreAdj = FirstToDie,
        Ulimits =
        [
            new Ulimit { Name = "core", Soft = 0, Hard = 0 },
            new Ulimit { Name = "nofile", Soft = options.MaxOpenFiles, Hard = options.MaxOpenFiles },
            // The one place that stays writable holds message queues: none may be made.
            new Ulimit { Name = "msgqueue", Soft = 0, Hard = 0 },
        ],

        // What a worker prints must not fill a disk, and what it says of weight it says over its link or by its exit code.
        LogConfig = new LogConfig { Type = "none" },

        // Also when no controller is left to remove it.
        AutoRemove = true,
        Mounts = [new Mount { Type = "bind", Source = Path.GetFullPath(options.SocketDirectory), Target = RuntimeImage.SocketDirectory, ReadOnly = true }],
    };
}

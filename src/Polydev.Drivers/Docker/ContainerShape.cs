using System.Globalization;
using Docker.DotNet.Models;
using Polydev.Drivers.Docker.Seccomp;
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
    /// <param name="facts">What the engine can.</param>
    /// <param name="spec">The worker.</param>
    /// <param name="owner">Id of the data directory it belongs to.</param>
    public static CreateContainerParameters Of(DockerDriverOptions options, EngineFacts facts, WorkerSpec spec, string owner) => new()
    {
        Name = NameOf(spec.WorkerId),
        Image = spec.Image ?? options.Image,
        User = UserOf(ContainerUser.Of(spec.WorkerId, facts.MapsUsers)),
        Hostname = "worker",

        // With "none" alone the engine makes the empty network itself, by running a copy of its daemon in every start; so the runtime does.
        NetworkDisabled = true,
        Env = [.. Environment(options, spec)],
        Labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ContainerLabels.Owner] = owner,
            [ContainerLabels.Worker] = spec.WorkerId,
            [ContainerLabels.Pool] = spec.Pool,
            [ContainerLabels.Node] = options.Node,
        },
        HostConfig = Walls(options, facts, spec),
    };

    /// <summary>Name of a worker's container.</summary>
    public static string NameOf(string workerId) => "polydev-" + workerId;

    private static string UserOf(uint user) => string.Create(CultureInfo.InvariantCulture, $"{user}:{user}");

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

    private static IEnumerable<string> Security(DockerDriverOptions options, EngineFacts facts)
    {
        yield return "no-new-privileges:true";

        // A kernel without it refuses the whole container.
        if (options.OwnSeccompProfile && facts.Seccomp)
        {
            yield return "seccomp=" + SeccompProfile.Json;
        }
    }

    /// <summary>The walls. The engine's own masked paths stay, because nothing here names others.</summary>
    private static HostConfig Walls(DockerDriverOptions options, EngineFacts facts, WorkerSpec spec) => new()
    {
        Runtime = options.Runtime,
        NetworkMode = "none",
        IpcMode = "none",
        CgroupnsMode = "private",
        ReadonlyRootfs = true,
        CapDrop = ["ALL"],
        SecurityOpt = [.. Security(options, facts)],
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

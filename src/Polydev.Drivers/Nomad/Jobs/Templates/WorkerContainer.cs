using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>The walls of a worker's container, and what it is given: alike in every job that runs our image.</summary>
/// <remarks>Only keys that Docker drivers from 1.1 on know: an unknown one fails the allocation. https://developer.hashicorp.com/nomad/docs/drivers/docker</remarks>
public sealed record WorkerContainer
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "runtime";

    /// <summary>Where the sockets are in the container: an empty directory that the image has for them.</summary>
    public const string SocketDirectory = "/run/polydev";

    /// <summary>Name under which nodes offer the directory of their two sockets, and of nothing else. Nodes without it get no workers.</summary>
    public const string SocketVolume = "polydev-sockets";

    private const string User = "65532:65532";
    private const int MaxOpenFiles = 4096;
    private const int SmallestDisk = 10;

    /// <summary>Image with a tag that is not <c>latest</c>, which would be pulled at every start.</summary>
    public required string Image { get; init; }

    /// <summary>Share of CPU, in MHz. No cap: an idle node lets it have more.</summary>
    public int CpuMhz { get; init; } = 100;

    /// <summary>Memory in MB, which is a cap.</summary>
    public int MemoryMb { get; init; } = 256;

    /// <summary>Most processes and threads.</summary>
    public int MaxThreads { get; init; } = 128;

    /// <summary>Arguments of the image's program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment; never a secret.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it sees the node's sockets.</summary>
    public bool Linked { get; init; }

    /// <summary>A group of one such container that runs once: never started again and never moved, as whoever used it left traces in its directory.</summary>
    public TaskGroup ToGroup() => new()
    {
        Name = "worker",
        Count = 1,
        EphemeralDisk = new EphemeralDisk { SizeMB = SmallestDisk },
        RestartPolicy = new RestartPolicy { Attempts = 0, Interval = TimeSpan.FromMinutes(1), Delay = TimeSpan.Zero, Mode = "fail" },
        ReschedulePolicy = new ReschedulePolicy { Attempts = 0, Unlimited = false },
        Disconnect = new DisconnectPolicy { Replace = false },
        Volumes = Linked ? Named(SocketVolume, new VolumeRequest { Name = SocketVolume, Type = "host", Source = SocketVolume, ReadOnly = true }) : null,
        Tasks = [ToTask()],
    };

    private NomadTask ToTask() => new()
    {
        Name = TaskName,
        Driver = "docker",
        User = User,
        KillTimeout = TimeSpan.FromSeconds(1),
        Config = Walls(),
        Env = Environment.Count > 0 ? Environment : null,
        Resources = new TaskResources { CPU = CpuMhz, MemoryMB = MemoryMb },
        LogConfig = new LogConfig { MaxFiles = 1, MaxFileSizeMB = 1 },
        VolumeMounts = Linked ? [new VolumeMount { Volume = SocketVolume, Destination = SocketDirectory, ReadOnly = true }] : null,
    };

    private JsonObject Walls()
    {
        var walls = new JsonObject
        {
            ["image"] = Image,
            ["network_mode"] = "none",
            ["ipc_mode"] = "none",
            ["readonly_rootfs"] = true,
            ["cap_drop"] = new JsonArray("ALL"),
            ["security_opt"] = new JsonArray("no-new-privileges:true"),
            ["pids_limit"] = MaxThreads,
            ["ulimit"] = new JsonArray(new JsonObject { ["core"] = "0", ["nofile"] = $"{MaxOpenFiles}:{MaxOpenFiles}", ["msgqueue"] = "0" }),
        };
        if (Arguments.Count > 0)
        {
            walls["args"] = new JsonArray([.. Arguments.Select(a => (JsonNode)a)]);
        }

        return walls;
    }

    private static Dictionary<string, T> Named<T>(string name, T value) => new(StringComparer.Ordinal) { [name] = value };
}

using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>The controller, on the one host that has its data.</summary>
public sealed record PolydevControllerJob : JobTemplate
{
    /// <summary>Name of the template.</summary>
    public const string TemplateName = "polydev-controller";

    /// <summary>Metadata of the host that has the controller's data.</summary>
    public const string HostMeta = "polydev_controller";

    private const int ControllerPriority = 95;

    /// <summary>Id of the job.</summary>
    public string Id { get; init; } = "polydev-controller";

    /// <summary>Path of the program on the host.</summary>
    public string Program { get; init; } = "/usr/local/bin/polydev";

    /// <summary>Directory of its data on the host.</summary>
    public string DataDirectory { get; init; } = "/var/lib/polydev";

    /// <summary>Port of the API.</summary>
    public int Port { get; init; } = 4000;

    /// <summary>Address and port where nodes of other hosts dial; null when workers are placed by the cluster, on this host alone.</summary>
    public string? NodeListen { get; init; }

    /// <inheritdoc/>
    public override string Template => TemplateName;

    /// <inheritdoc/>
    public override string? Older => "Before 1.3 with `--nomad-version`, which leaves `service` out.";

    /// <inheritdoc/>
    public override string Purpose =>
        """
        The controller, on the host whose client says meta { polydev_controller = "true" }: its data is there, so it goes nowhere else. How it
        reaches the cluster is in /etc/polydev/polydev.env of that host, where its token is safe: nothing of it is in this job.
        """;

    /// <inheritdoc/>
    public override NomadJob ToJob() => Base(Id, "service", ControllerPriority, new TaskGroup
    {
        Name = "controller",
        Count = 1,
        Constraints = [new JobConstraint { LTarget = $"${{meta.{HostMeta}}}", Operand = "=", RTarget = "true" }],
        RestartPolicy = new RestartPolicy { Attempts = 10, Interval = TimeSpan.FromMinutes(5), Delay = TimeSpan.FromSeconds(2), Mode = "delay" },
        Networks = [new GroupNetwork { Mode = "host", ReservedPorts = [new NetworkPort { Label = "api", Value = Port }] }],
        Services = [new ServiceSpec { Name = Id, PortLabel = "api", Provider = "nomad", Checks = [Ready()] }],
        Tasks =
        [
            new NomadTask
            {
                Name = "controller",
                Driver = "raw_exec",
                KillSignal = "SIGINT",
                KillTimeout = TimeSpan.FromSeconds(30),
                Config = new JsonObject
                {
                    ["command"] = "/bin/sh",
                    ["args"] = new JsonArray("-c", $"set -a; . /etc/polydev/polydev.env; exec {Program} up {Workers()} --bind 0.0.0.0 --port {Port} --data {DataDirectory}"),
                },
                Resources = new TaskResources { CPU = 2000, MemoryMB = 2048 },
                LogConfig = new LogConfig { MaxFiles = 5, MaxFileSizeMB = 20 },
            },
        ],
    });

    private string Workers() => NodeListen is null ? "--driver nomad" : $"--driver nodes --node-listen {NodeListen}";

    private static ServiceCheck Ready() => new()
    {
        Name = "ready",
        Type = "http",
        Path = "/readyz",
        Interval = TimeSpan.FromSeconds(10),
        Timeout = TimeSpan.FromSeconds(3),
    };
}

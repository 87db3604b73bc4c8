using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>The node program on every host.</summary>
public sealed record PolydevNodeJob : JobTemplate
{
    /// <summary>Name of the template.</summary>
    public const string TemplateName = "polydev-node";

    // Above everything that it serves, below what operators keep for themselves.
    private const int NodePriority = 90;

    /// <summary>Id of the job.</summary>
    public string Id { get; init; } = "polydev-node";

    /// <summary>Path of the program on the hosts.</summary>
    public string Program { get; init; } = "/usr/local/bin/polydev";

    /// <summary>Directory of its state on the hosts; the sockets are below it. Not the controller's, which may be on the same host.</summary>
    public string DataDirectory { get; init; } = "/var/lib/polydev-node";

    /// <inheritdoc/>
    public override string Template => TemplateName;

    /// <inheritdoc/>
    public override string Purpose =>
        """
        The node program, on every host that may run workers: their sockets, their way out, and starts of its own engine. It is no
        container: it hands sockets into containers of the host. Where the controller is (POLYDEV_CONTROLLER), and the file of the token that it joins
        with (POLYDEV_JOIN_TOKEN_FILE), is in /etc/polydev/polydev.env of each host: nothing of it is in this job.
        """;

    /// <inheritdoc/>
    public override NomadJob ToJob() => Base(Id, "system", NodePriority, new TaskGroup
    {
        Name = "node",

        // Workers wait ten seconds for it. After its host was lost to the cluster the old one may still drain for a minute when the new one starts, which ends until then.
        RestartPolicy = new RestartPolicy { Attempts = 40, Interval = TimeSpan.FromMinutes(5), Delay = TimeSpan.FromSeconds(2), Mode = "delay" },
        Tasks =
        [
            new NomadTask
            {
                Name = "node",
                Driver = "raw_exec",
                KillSignal = "SIGTERM",
                // It lets what runs end for a minute.
                KillTimeout = TimeSpan.FromSeconds(75),
                Config = new JsonObject
                {
                    ["command"] = "/bin/sh",
                    ["args"] = new JsonArray("-c", $"set -a; . /etc/polydev/polydev.env; exec {Program} node --name ${{node.unique.name}} --driver docker --data {DataDirectory}"),
                },
                Resources = new TaskResources { CPU = 200, MemoryMB = 256 },
                LogConfig = new LogConfig { MaxFiles = 3, MaxFileSizeMB = 10 },
            },
        ],
    }) with
    { Update = new UpdatePolicy { MaxParallel = 1 } };
}

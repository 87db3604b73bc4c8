using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>Containers with a browser, started again when one ends.</summary>
public sealed record BrowserVmJob : JobTemplate
{
    /// <summary>Name of the template.</summary>
    public const string TemplateName = "browser-vm";

    private const int BrowserPriority = 60;
    private const int MostBrowsers = 64;

    /// <summary>Id of the job.</summary>
    public string Id { get; init; } = "polydev-browser";

    /// <summary>The image, with a tag.</summary>
    public required string Image { get; init; }

    /// <summary>How many.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Share of CPU of each, in MHz.</summary>
    public int CpuMhz { get; init; } = 1000;

    /// <summary>Memory of each, in MB.</summary>
    public int MemoryMb { get; init; } = 1024;

    /// <inheritdoc/>
    public override string Template => TemplateName;

    /// <inheritdoc/>
    public override string Purpose =>
        """
        Browsers, as many as the count says. To end one, stop its allocation: another takes its place. Never lower the count while sessions
        run: those of the highest index would end, used or not.
        """;

    /// <inheritdoc/>
    public override NomadJob ToJob() => Base(Id, "service", BrowserPriority, new TaskGroup
    {
        Name = "browser",
        Count = Count,
        EphemeralDisk = new EphemeralDisk { SizeMB = 300 },
        RestartPolicy = new RestartPolicy { Attempts = 0, Interval = TimeSpan.FromMinutes(1), Delay = TimeSpan.Zero, Mode = "fail" },
        ReschedulePolicy = new ReschedulePolicy { Delay = TimeSpan.FromSeconds(5), DelayFunction = "constant", MaxDelay = TimeSpan.FromSeconds(5), Unlimited = true },
        Scaling = new ScalingSpec { Enabled = true, Min = 0, Max = MostBrowsers },
        Networks = [new GroupNetwork { Mode = "bridge", DynamicPorts = [new NetworkPort { Label = "media" }] }],
        Tasks =
        [
            new NomadTask
            {
                Name = "browser",
                Driver = "docker",
                KillTimeout = TimeSpan.FromSeconds(5),
                Config = new JsonObject
                {
                    ["image"] = Image,
                    ["ports"] = new JsonArray("media"),
                    ["cap_drop"] = new JsonArray("ALL"),
                    ["security_opt"] = new JsonArray("no-new-privileges:true"),
                    ["pids_limit"] = 512,
                },
                Resources = new TaskResources { CPU = CpuMhz, MemoryMB = MemoryMb },
                LogConfig = new LogConfig { MaxFiles = 2, MaxFileSizeMB = 5 },
            },
        ],
    });
}

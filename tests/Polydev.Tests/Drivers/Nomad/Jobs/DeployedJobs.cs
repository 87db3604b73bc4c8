using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad.Jobs.Hcl;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Tests.Drivers.Nomad.Jobs;

/// <summary>The jobs as they lie in <c>deploy/nomad</c>.</summary>
internal static class DeployedJobs
{
    public static JobTemplate[] All { get; } =
    [
        new RuntimeContainerJob { Image = RuntimeImage.Own },
        new WarmPoolJob { Image = RuntimeImage.Own },
        new BrowserVmJob { Image = "polydev-browser:" + RuntimeImage.OwnVersion },
        new PolydevNodeJob(),
        new PolydevControllerJob(),
    ];

    public static string Folder { get; } = Path.Combine(Root(), "deploy", "nomad");

    public static string Rendered(JobTemplate template) => JobHcl.Write(template.ToJob(), template.Comment);

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Polydev.slnx")))
        {
            at = at.Parent;
        }

        return at.FullName;
    }
}

using System.CommandLine;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad.Jobs.Hcl;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev jobs</c>: the jobs that a Nomad cluster runs for us.</summary>
internal static class JobsCommand
{
    private static readonly string[] s_templates =
        [RuntimeContainerJob.TemplateName, WarmPoolJob.TemplateName, BrowserVmJob.TemplateName, PolydevNodeJob.TemplateName, PolydevControllerJob.TemplateName];

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host) => new("jobs", "Jobs of a Nomad cluster") { Render(host) };

    private static Command Render(CommandHost host)
    {
        Argument<string> template = new("template") { Description = string.Join(", ", s_templates) };
        template.AcceptOnlyFromAmong(s_templates);
        Option<string?> image = new("--image") { Description = "Image of the containers [the one of this version]", HelpName = "name" };
        Option<string[]> datacenter = new("--datacenter") { Description = "Datacenter the job may run in; may be repeated [dc1]", HelpName = "name" };
        return host.Command(
            "render",
            "Print a job as HCL, for 'nomad job run'",
            async (context, _) =>
            {
                var place = context.Value(datacenter) is { Length: > 0 } named ? new JobPlace { Datacenters = named } : new JobPlace();
                var job = Template(context.Value(template)!, context.Value(image)) with { Place = place };
                await context.Shell.Out.WriteAsync(JobHcl.Write(job.ToJob(), job.Comment));
                return ExitCodes.Ok;
            },
            template, image, datacenter);
    }

    private static JobTemplate Template(string name, string? image) => name switch
    {
        RuntimeContainerJob.TemplateName => new RuntimeContainerJob { Image = image ?? RuntimeImage.Own },
        WarmPoolJob.TemplateName => new WarmPoolJob { Image = image ?? RuntimeImage.Own },
        BrowserVmJob.TemplateName => new BrowserVmJob { Image = image ?? "polydev-browser:" + RuntimeImage.OwnVersion },
        PolydevNodeJob.TemplateName => new PolydevNodeJob(),
        _ => new PolydevControllerJob(),
    };
}

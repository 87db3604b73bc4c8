using System.CommandLine;
using Polydev.Cli.Client;
using Polydev.Cli.Jobs;
using Polydev.Cli.Output;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Hcl;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev jobs</c>: the jobs that a Nomad cluster runs for us.</summary>
internal static class JobsCommand
{
    private const string Path = "/v1/jobs";
    private static readonly string[] s_templates = [.. TemplateCatalogue.All.Select(kind => kind.Name)];
    private static readonly Argument<string> s_id = new("id") { Description = "Id of the job" };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<bool> purge = new("--purge") { Description = "Have the cluster forget it too, and its logs" };
        return CommandHost.Group(
            "jobs",
            "Submit, list, show and stop jobs of a Nomad cluster, and read their logs",
            List(host),
            host.Command("show", "Show a job: groups, allocations, and what is wrong", ShowAsync, s_id),
            JobLogsCommand.Create(host),
            Submission(host, "submit", "Submit a job made from a template", "", JobText.Submitted),
            Submission(host, "plan", "Say what a submission would change; nothing is done", "/plan", JobText.Planned),
            host.Command("stop", "Stop a job and all that runs of it", (context, token) => Resources.SendAsync(
                context, HttpMethod.Delete, new QueryText(Resources.Path(Path, context.Value(s_id))).Add("purge", context.Value(purge) ? "true" : null).ToString(), null, JobText.Stopped, token), s_id, purge),
            host.Command("templates", "List the templates and their parameters", TemplatesAsync),
            Render(host));
    }

    private static Command List(CommandHost host)
    {
        Option<string?> template = new("--template") { Description = "Only jobs of this template", HelpName = "name" };
        template.AcceptOnlyFromAmong(s_templates);
        Option<string?> status = new("--status") { Description = "pending, running, dead or stopped", HelpName = "status" };
        status.AcceptOnlyFromAmong("pending", "running", "dead", "stopped");
        Option<string?> parent = new("--parent") { Description = "Only what was dispatched from this job: its workers", HelpName = "id" };
        Option<int?> limit = new("--limit") { Description = "How many [50]", HelpName = "n" };
        Option<string?> cursor = new("--cursor") { Description = "Where the page before ended", HelpName = "cursor" };
        return host.Command(
            "list",
            "List jobs",
            (context, token) => Resources.ListAsync(
                context,
                new QueryText(Path)
                    .Add("template", context.Value(template)).Add("status", context.Value(status)).Add("parent", context.Value(parent))
                    .Add("limit", context.Value(limit)?.ToString(System.Globalization.CultureInfo.InvariantCulture)).Add("cursor", context.Value(cursor)).ToString(),
                "jobs",
                Columns(),
                token),
            template, status, parent, limit, cursor);
    }

    private static Command Submission(CommandHost host, string name, string description, string route, Func<System.Text.Json.JsonElement, string> done)
    {
        var wish = new JobWishOptions(s_templates);
        return host.Command(name, description, (context, token) => Resources.SendAsync(context, HttpMethod.Post, Path + route, wish.Body(context), done, token), wish.Symbols);
    }

    private static Command Render(CommandHost host)
    {
        var wish = new JobWishOptions(s_templates);
        Option<string?> image = new("--image") { Description = "Image of the containers [the one of this version]", HelpName = "name" };
        Option<string[]> datacenter = new("--datacenter") { Description = "Datacenter the job may run in; may be repeated [dc1]", HelpName = "name" };
        Option<string?> version = new("--nomad-version") { Description = "Version of the cluster: what it does not know is left out [the newest]", HelpName = "version" };
        return host.Command(
            "render",
            "Print a job as HCL, for 'nomad job run'; no controller is asked",
            async (context, _) =>
            {
                var place = context.Value(datacenter) is { Length: > 0 } named ? new JobPlace { Datacenters = named } : new JobPlace();
                var own = new TemplateDefaults(place, context.Value(image) ?? RuntimeImage.Own, context.Value(image) ?? "polydev-browser:" + RuntimeImage.OwnVersion);
                var job = Make(context, wish, own);
                var (fitted, head) = VersionOf(context.Value(version)) is { } cluster ? (job.ToJob().For(cluster), job.CommentFor(cluster)) : (job.ToJob(), job.Comment);
                await context.Shell.Out.WriteAsync(JobHcl.Write(fitted, head));
                return ExitCodes.Ok;
            },
            [.. wish.Symbols, image, datacenter, version]);
    }

    private static NomadVersion? VersionOf(string? text) =>
        text is null ? null
        : NomadVersion.Parse(text) is { } version && version >= NomadVersion.Oldest ? version
        : throw CommandFailure.Usage($"--nomad-version takes a version from {NomadVersion.Oldest} on.", "'nomad version' says it, for example 1.7.3.");

    private static JobTemplate Make(CommandContext context, JobWishOptions wish, TemplateDefaults own)
    {
        var kind = TemplateCatalogue.Find(wish.TemplateOf(context))!;
        var (template, faults) = kind.Make(wish.Values(context), wish.IdOf(context) ?? (kind.Id is { } id && id.EndsWith('-') ? id[..^1] : null), own);
        return template ?? throw new CommandFailure(faults.HasSecret ? "secret_in_job" : "invalid_parameters", "The job cannot be made of this.", "'polydev jobs templates' lists the parameters.", ExitCodes.Usage) { Fields = faults.ByField };
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var job = await client.GetAsync(Resources.Path(Path, context.Value(s_id)), cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, job);
        }
        else
        {
            JobText.Show(context.Shell.OutConsole(), job);
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> TemplatesAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var document = await client.GetAsync(Path + "/templates", cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, document);
        }
        else
        {
            JobText.Templates(context.Shell.OutConsole(), document);
        }

        return ExitCodes.Ok;
    }

    private static Listing Columns() => new Listing()
        .Add("id", "id")
        .Add("template", "template")
        .Add("type", "type")
        .Add("status", "status")
        .Add("pending", "pending")
        .Add("running", "running")
        .Add("ended", "ended")
        .Add("submitted", item => Resources.Moment(item, "submitted_at"))
        .AddWhereThere("dispatched from", "parent");
}

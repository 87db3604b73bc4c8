using System.CommandLine;
using Polydev.Cli.Clusters;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev cluster</c>: how the Nomad cluster is, and whether it can do what is asked of it.</summary>
internal static class ClusterCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<bool> direct = new("--direct") { Description = "Ask the cluster at NOMAD_ADDR itself, not a controller" };
        Option<string?> image = new("--image") { Description = "Image to try, when the cluster is asked itself [the one of this version]", HelpName = "name" };
        return CommandHost.Group(
            "cluster",
            "Show and check the Nomad cluster",
            host.Command("status", "Show servers, nodes, capacity, and what is wrong", StatusAsync),
            host.Command(
                "check",
                "Try the cluster from its agent to a worker, through the controller or at NOMAD_ADDR; exit 0 when all passed",
                (context, token) => ClusterCheckRun.RunAsync(context, context.Value(direct), context.Value(image), token),
                direct, image));
    }

    private static async Task<int> StatusAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var report = await client.GetAsync("/v1/cluster", cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, report);
        }
        else
        {
            ClusterText.Write(context.Shell.OutConsole(), report);
        }

        return ExitCodes.Ok;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Polydev.Cli.Hosting;
using Polydev.Cli.Output;
using Polydev.Node.Cluster;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev node</c>: this host as a node of a controller elsewhere, until it is told to stop.</summary>
internal static class NodeCommand
{
    private const long DefaultReserve = 1L << 30;
    private static readonly TimeSpan s_drain = TimeSpan.FromMinutes(1);

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<string?> controller = new("--controller") { Description = "Where the controller listens for nodes; several with commas between [env POLYDEV_CONTROLLER]", HelpName = "host:port" };
        Option<string?> tokenFile = new("--token-file") { Description = "File with the join token, - for standard input; needed to join, not later [env POLYDEV_JOIN_TOKEN_FILE]", HelpName = "file" };
        Option<string?> name = new("--name") { Description = "Name of the node [the host's]", HelpName = "name" };
        Option<string?> driver = new("--driver") { Description = "How workers come to exist: process or docker [docker where engine and image are there]", HelpName = "name" };
        driver.AcceptOnlyFromAmong("process", "docker");
        Option<string?> image = new("--image") { Description = "Image of worker containers [the one of this version]", HelpName = "name" };
        Option<string?> runtime = new("--runtime") { Description = "OCI runtime of worker containers [the engine's own choice]", HelpName = "name" };
        Option<ByteSize?> reserve = new("--memory-reserve") { Description = "Memory kept from workers [1GiB]", HelpName = "size", CustomParser = Size };
        Option<string?> metrics = new("--metrics-listen") { Description = "Where Prometheus can read the node's figures [nowhere; env POLYDEV_METRICS_LISTEN]", HelpName = "address:port" };
        var drain = Durations.Option("--drain-timeout", "How long running executions have to end when the node is told to stop [1m]");
        return host.Command(
            "node",
            "Let this host's workers serve a controller elsewhere",
            (context, token) => RunAsync(
                context,
                arguments => new NodeMachineOptions
                {
                    Controllers = arguments.Controllers(context.Value(controller)),
                    DataDirectory = context.NodeDirectory,
                    Name = arguments.Name(context.Value(name), context.NodeDirectory),
                    Token = arguments.Token(context.Value(tokenFile), context.NodeDirectory),
                    Driver = context.Value(driver),
                    Image = context.Value(image),
                    Runtime = context.Value(runtime),
                    Metrics = arguments.Metrics(context.Value(metrics)),
                    ReserveMemoryBytes = context.Value(reserve)?.Bytes ?? DefaultReserve,
                    DrainPatience = context.Value(drain) ?? s_drain,
                },
                token),
            controller, tokenFile, name, driver, image, runtime, reserve, metrics, drain);
    }

    private static async Task<int> RunAsync(CommandContext context, Func<NodeArguments, NodeMachineOptions> read, CancellationToken cancellationToken)
    {
        try
        {
            var arguments = new NodeArguments(context.Shell);
            var options = read(arguments);
            arguments.Throw();
            await NodeMachine.RunAsync(options, context.Shell, node => Say(context, node), cancellationToken);
            return ExitCodes.Ok;
        }
        catch (NodeEndedException ended)
        {
            throw new CommandFailure(ended.Code, ended.Message);
        }
    }

    private static void Say(CommandContext context, string node)
    {
        if (context.Json)
        {
            JsonOutput.WriteObject(context.Shell.Out, json =>
            {
                json.WriteString("node", node);
                json.WriteNumber("pid", Environment.ProcessId);
            });
        }
        else
        {
            context.Shell.Out.WriteLine($"ready {node}");
        }

        context.Shell.Out.Flush();
    }

    private static ByteSize? Size(ArgumentResult result)
    {
        if (ByteSize.TryParse(result.Tokens[0].Value, out var size))
        {
            return size;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no amount of memory: write it as 1GiB or 512MB.");
        return null;
    }
}

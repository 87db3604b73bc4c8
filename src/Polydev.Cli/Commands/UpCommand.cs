using System.CommandLine;
using System.Globalization;
using Polydev.Cli.Hosting;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Remote;
using Polydev.Simulator;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev up</c>: controller and node in one process, until it is told to stop.</summary>
internal static class UpCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<int?> port = new("--port") { Description = "Port of the API; 0 takes a free one [4000]", HelpName = "n" };
        Option<string?> bind = new("--bind") { Description = "Address the API listens on [127.0.0.1]", HelpName = "address" };
        Option<string?> driver = new("--driver") { Description = "How workers come to exist: process, docker, nomad or nodes [docker where engine and image are there]", HelpName = "name" };
        driver.AcceptOnlyFromAmong("process", "docker", "nomad", "nodes");
        Option<string?> image = new("--image") { Description = "Image of worker containers [the one of this version]", HelpName = "name" };
        Option<string?> runtime = new("--runtime") { Description = "OCI runtime of worker containers [the engine's own choice]", HelpName = "name" };
        Option<string?> nodeListen = new("--node-listen") { Description = "Where nodes of other hosts dial, with --driver nodes", HelpName = "address:port" };
        Option<bool> simulate = new("--simulate") { Description = "Put a simulator in the place of all providers" };
        Option<FileInfo?> config = new("--config") { Description = "Configuration file [polydev.json of the data directory]", HelpName = "file" };
        return host.Command(
            "up",
            "Start a controller and its node on this machine",
            (context, token) => RunAsync(
                context,
                new MachineOptions
                {
                    Port = context.Value(port),
                    BindAddress = context.Value(bind),
                    Driver = context.Value(driver),
                    Image = context.Value(image),
                    Runtime = context.Value(runtime),
                    NodeListen = context.Value(nodeListen),
                    DataDirectory = context.DataDirectory,
                    ConfigurationFile = context.Value(config)?.FullName,
                },
                context.Value(simulate),
                token),
            port, bind, driver, image, runtime, nodeListen, simulate, config);
    }

    private static async Task<int> RunAsync(CommandContext context, MachineOptions options, bool simulate, CancellationToken cancellationToken)
    {
        await using var simulator = simulate ? await SimulateCommand.StartAsync(new SimulatorOptions(), cancellationToken) : null;
        var providers = simulator is null ? options.Providers : ProviderAddresses.Simulated(simulator.HttpAddress);
        await using var machine = await OneMachine.StartAsync(options with { Providers = providers }, context.Shell, cancellationToken);
        if (machine.NewAdminKey is { } key)
        {
            // Where nobody looks on, standard error is a log, which more may read than may read the file.
            var shown = context.Shell.ErrorIsTerminal ? $"admin key {key}, kept in" : "the admin key is in";
            await context.Shell.Error.WriteLineAsync($"{shown} {Path.Combine(options.DataDirectory, "admin.key")}");
        }

        await context.Shell.Error.WriteLineAsync(WorkersLine(machine));
        var address = machine.Address.GetLeftPart(UriPartial.Authority);
        if (context.Json)
        {
            JsonOutput.WriteObject(context.Shell.Out, json =>
            {
                json.WriteString("url", address);
                json.WriteNumber("pid", Environment.ProcessId);
                json.WriteString("driver", machine.Driver.Driver);
            });
        }
        else
        {
            await context.Shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ready {address}"));
        }

        await context.Shell.Out.FlushAsync(cancellationToken);
        await Task.WhenAny(Waiting.ForInterruptAsync(cancellationToken), machine.Stopped);
        return cancellationToken.IsCancellationRequested ? ExitCodes.Ok : throw new CommandFailure("stopped", "The controller stopped by itself.", "Its log above says why.");
    }

    private static string WorkersLine(OneMachine machine) => machine.Driver switch
    {
        { Driver: DockerDriver.DriverName } => $"workers are containers: {machine.Isolation.Mechanism}",
        { Driver: NomadDriver.DriverName } => $"workers are {machine.Isolation.Mechanism}. {machine.Remark}",
        { Driver: RemoteDriver.DriverName } => $"workers are on the nodes that join at {machine.NodeAddress}: polydev nodes token lets one in",
        { Why: { } why } => $"workers are processes: {machine.Isolation.Mechanism}. No containers, because {why}",
        _ => $"workers are processes: {machine.Isolation.Mechanism}",
    };
}

using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polydev.Cli.Client;
using Polydev.Cli.Demo;
using Polydev.Cli.Hosting;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Simulator;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev demo</c>: everything at work in one process tree, with one streamed execution per provider.</summary>
internal static class DemoCommand
{
    private const string Prompt = "Say hello, and in one sentence what a warm worker is good for.";
    private const double SimulatedRate = 60;
    private static readonly TimeSpan WarmingLimit = TimeSpan.FromSeconds(60);

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<bool> once = new("--once") { Description = "End after the executions: exit 0 when all succeeded" };
        Option<int?> port = new("--port") { Description = "Port of the API [4000, or a free one when that is taken]", HelpName = "n" };
        return host.Command(
            "demo",
            "See it work: controller, node, workers and one execution per provider",
            async (context, token) =>
            {
                var data = Directory.CreateTempSubdirectory("polydev-demo-");
                try
                {
                    return await RunAsync(context, data.FullName, context.Value(port), context.Value(once), token);
                }
                finally
                {
                    data.Delete(recursive: true);
                }
            },
            once, port);
    }

    private static async Task<int> RunAsync(CommandContext context, string data, int? port, bool once, CancellationToken cancellationToken)
    {
        var calls = DemoCall.All(context.Shell.Variable);
        await using var simulator = await SimulateCommand.StartAsync(new SimulatorOptions { TokensPerSecond = SimulatedRate }, cancellationToken);
        await using var machine = await StartAsync(context.Shell, data, port, Addresses(calls, simulator.HttpAddress), cancellationToken);
        using var client = new PolydevClient(new Endpoint(machine.Address, machine.NewAdminKey, null), null);
        var text = context.Json ? null : new DemoText(context.Shell);
        text?.Header(machine.Isolation);
        await WarmAsync(client, text, cancellationToken);
        text?.Row("providers", Providers(calls));

        var succeeded = true;
        foreach (var call in calls)
        {
            text?.Heading(call);
            succeeded &= await CallAsync(context, client, call, text, cancellationToken);
        }

        if (once)
        {
            return succeeded ? ExitCodes.Ok : ExitCodes.Failed;
        }

        text?.Footer(machine.Address, data, calls);
        await Waiting.ForInterruptAsync(cancellationToken);
        return ExitCodes.Ok;
    }

    /// <summary>Starts on the port asked for; when none was asked for and the usual one is taken, on a free one.</summary>
    private static async Task<OneMachine> StartAsync(Shell shell, string data, int? port, Dictionary<string, string> providers, CancellationToken cancellationToken)
    {
        var options = new MachineOptions { Port = port ?? 4000, DataDirectory = data, Driver = DriverChoice.Process, Providers = providers, LogLevel = LogLevel.Warning };
        try
        {
            return await OneMachine.StartAsync(options, shell, cancellationToken);
        }
        catch (CommandFailure failure) when (port is null && failure.Code == "port_in_use")
        {
            return await OneMachine.StartAsync(options with { Port = 0 }, shell, cancellationToken);
        }
    }

    private static async Task WarmAsync(PolydevClient client, DemoText? text, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var pools = Listing.At(await client.GetAsync("/v1/pools", cancellationToken), "pools");
            var pool = pools.EnumerateArray().First();
            if (Listing.Number(pool, "warm") is { } warm && warm >= Listing.Number(pool, "floor"))
            {
                text?.Row("workers", $"{warm} warm in {Format.Milliseconds(clock.Elapsed.TotalMilliseconds)}");
                return;
            }

            if (clock.Elapsed > WarmingLimit)
            {
                throw new CommandFailure("no_worker", $"No worker is warm after {WarmingLimit.TotalSeconds:0} s: {Listing.Text(Listing.At(pool, "blocked"))}.", "See 'polydev doctor'.");
            }

            await Task.Delay(10, cancellationToken);
        }
    }

    private static async Task<bool> CallAsync(CommandContext context, PolydevClient client, DemoCall call, DemoText? text, CancellationToken cancellationToken)
    {
        var key = Resources.Body(json => json.WriteString("api_key", call.Key ?? "simulated"));
        await client.DocumentAsync(HttpMethod.Put, Resources.Path("/v1/credentials", call.Provider), key, cancellationToken);

        var printer = new EventPrinter(context.Shell, context.Json);
        var request = new RunRequest { Provider = call.Provider, Model = call.Model, Prompt = Prompt, MaxTokens = 200 };
        var stream = ExecutionStream.Run(client, context.Shell.Time, request, RunCommand.Lost(printer));
        await foreach (var item in stream.ReadAsync(cancellationToken))
        {
            printer.Print(item);
        }

        printer.EndLine();
        var execution = await client.GetAsync(Resources.Path("/v1/executions", stream.Id), ClientJson.Default.ExecutionView, cancellationToken);
        text?.Times(execution);
        return execution.Status == "succeeded";
    }

    private static Dictionary<string, string> Addresses(IReadOnlyList<DemoCall> calls, Uri simulator) =>
        ProviderAddresses.Simulated(simulator)
            .Where(address => calls.Any(call => call.Provider == address.Key && call.Key is null))
            .ToDictionary(StringComparer.Ordinal);

    private static string Providers(IReadOnlyList<DemoCall> calls)
    {
        var simulated = calls.Where(call => call.Key is null).Select(call => call.Provider).ToList();
        return simulated.Count == 0 ? "the real ones"
            : simulated.Count == calls.Count ? "simulated (set OPENAI_API_KEY, ANTHROPIC_API_KEY or GOOGLE_API_KEY for real ones)"
            : $"real, but for {string.Join(" and ", simulated)}: no key is set";
    }
}

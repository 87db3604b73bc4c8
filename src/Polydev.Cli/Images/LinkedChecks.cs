using Microsoft.Extensions.Logging;
using Polydev.Cli.Client;
using Polydev.Cli.Commands;
using Polydev.Cli.Doctor;
using Polydev.Cli.Hosting;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Drivers.Docker;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Cli.Images;

/// <summary>Runs the image linked, as pools do: a controller and its node, workers of the image without any network, one execution on every wire.</summary>
internal static class LinkedChecks
{
    private static readonly (string Provider, string Wire)[] Calls =
    [
        (ProviderNames.OpenAi, WireNames.OpenAiChat), (ProviderNames.OpenAi, WireNames.OpenAiResponses),
        (ProviderNames.Anthropic, WireNames.AnthropicMessages), (ProviderNames.Google, WireNames.Gemini),
    ];

    /// <summary>Runs them.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(Shell shell, string image, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("polydev-verify-");
        try
        {
            await using var simulator = await SimulateCommand.StartAsync(new SimulatorOptions(), cancellationToken);
            var options = new MachineOptions
            {
                Port = 0,
                DataDirectory = data.FullName,
                Driver = DockerDriver.DriverName,
                Image = image,
                Providers = ProviderAddresses.Simulated(simulator.HttpAddress),
                LogLevel = LogLevel.Error,
            };
            await using var machine = await OneMachine.StartAsync(options, shell, cancellationToken);
            using var client = new PolydevClient(new Endpoint(machine.Address, machine.NewAdminKey, null), null);
            List<Check> checks = [];
            foreach (var (provider, wire) in Calls)
            {
                checks.Add(await RunAsync(client, provider, wire, cancellationToken));
            }

            return checks;
        }
        catch (CommandFailure failure)
        {
            return [Check.Fail("linked", failure.Message, failure.Next ?? "See 'polydev doctor'.")];
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<Check> RunAsync(PolydevClient client, string provider, string wire, CancellationToken cancellationToken)
    {
        var name = "linked " + wire;
        try
        {
            await client.DocumentAsync(HttpMethod.Put, Resources.Path("/v1/credentials", provider), Resources.Body(json => json.WriteString("api_key", "simulated")), cancellationToken);
            var body = Resources.Body(json =>
            {
                json.WriteString("provider", provider);
                json.WriteString("wire", wire);
                json.WriteString("model", "verify");
                json.WriteString("prompt", "Say hello.");
                json.WriteNumber("timeout_seconds", 60);
            });
            var execution = await client.DocumentAsync(HttpMethod.Post, "/v1/executions", body, cancellationToken);
            var text = Listing.Text(Listing.At(execution, "output.text"));
            return Listing.Text(Listing.At(execution, "status")) == "succeeded" && Listing.Text(Listing.At(execution, "worker.driver")) == DockerDriver.DriverName
                ? Check.Ok(name, $"'{text}' in {Format.Milliseconds(Listing.Number(execution, "timings.total_ms"))}, without network")
                : Check.Fail(name, $"{Listing.Text(Listing.At(execution, "status"))}: {Listing.Text(Listing.At(execution, "error.message"))}", "See 'polydev doctor'.");
        }
        catch (CommandFailure failure)
        {
            return Check.Fail(name, failure.Message, failure.Next ?? "See 'polydev doctor'.");
        }
    }
}

using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Controller;
using Polydev.Simulator;
using Spectre.Console;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev simulate</c>: the shipped simulator of all providers, with faults on demand.</summary>
internal static class SimulateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<int> port = new("--port") { Description = "Port for HTTP; 0 takes a free one", HelpName = "n", DefaultValueFactory = _ => 4010 };
        Option<int?> https = new("--https-port") { Description = "Port for HTTPS, with a certificate made for it; 0 takes a free one", HelpName = "n" };
        Option<string> bind = new("--bind") { Description = "Address to listen on", HelpName = "address", DefaultValueFactory = _ => "127.0.0.1" };
        Option<double?> rate = new("--rate") { Description = "Pieces per second of every answer; all at once when left out", HelpName = "n" };
        Option<DirectoryInfo?> fixtures = new("--fixtures") { Description = "Directory of recorded answers, for fixture-… models", HelpName = "directory" };
        Option<int> seed = new("--seed") { Description = "Same seed and calls, same bytes", HelpName = "n", DefaultValueFactory = _ => 1 };
        Option<FileInfo?> certificate = new("--certificate") { Description = "Write the certificate authority of HTTPS here, for clients to trust", HelpName = "file" };
        Option<bool> list = new("--list") { Description = "List the model names and what each does" };
        return host.Command(
            "simulate",
            "Run a simulator of all providers, with faults on demand",
            (context, token) =>
            {
                if (context.Value(list))
                {
                    return Task.FromResult(List(context));
                }

                var options = new SimulatorOptions
                {
                    HttpPort = context.Value(port),
                    HttpsPort = context.Value(https),
                    BindAddress = AddressOf(context.Value(bind)),
                    TokensPerSecond = context.Value(rate),
                    FixtureDirectory = context.Value(fixtures)?.FullName,
                    Seed = context.Value(seed),
                };
                return RunAsync(context, options, context.Value(certificate), token);
            },
            port, https, bind, rate, fixtures, seed, certificate, list);
    }

    private static IPAddress AddressOf(string? text) =>
        IPAddress.TryParse(text, out var address) ? address : throw CommandFailure.Usage($"--bind: '{text}' is no IP address.");

    private static async Task<int> RunAsync(CommandContext context, SimulatorOptions options, FileInfo? certificate, CancellationToken cancellationToken)
    {
        SocketThreads.ContinueInline();
        await using var simulator = await StartAsync(options, cancellationToken);
        if (certificate is not null)
        {
            await File.WriteAllTextAsync(
                certificate.FullName,
                simulator.CertificatePem ?? throw CommandFailure.Usage("--certificate needs --https-port."),
                cancellationToken);
        }

        var output = context.Shell.Out;
        if (context.Json)
        {
            JsonOutput.WriteObject(output, json =>
            {
                json.WriteString("http", simulator.HttpAddress.OriginalString);
                if (simulator.HttpsAddress is { } https)
                {
                    json.WriteString("https", https.OriginalString);
                }
            });
        }
        else
        {
            var address = simulator.HttpAddress.GetLeftPart(UriPartial.Authority);
            await output.WriteLineAsync($"ready {address}{(simulator.HttpsAddress is { } https ? " " + https.GetLeftPart(UriPartial.Authority) : "")}");
            await context.Shell.Error.WriteLineAsync($"point a controller at it: OPENAI_BASE_URL={address}/v1 ANTHROPIC_BASE_URL={address} GOOGLE_GEMINI_BASE_URL={address} polydev up");
        }

        await output.FlushAsync(cancellationToken);
        await Waiting.ForInterruptAsync(cancellationToken);
        return ExitCodes.Ok;
    }

    /// <summary>Starts a simulator.</summary>
    /// <exception cref="CommandFailure">A port is in use, or the address is not this machine's.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await SimulatorHost.StartAsync(options, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new CommandFailure("port_in_use", exception.Message, "Stop what uses the port, or choose another with --port.");
        }
        catch (SocketException exception)
        {
            throw new CommandFailure("address_unavailable", $"Nothing can listen on {options.BindAddress}: {exception.Message}.", "Give --bind an address of this machine.");
        }
    }

    private static int List(CommandContext context)
    {
        (string Title, IReadOnlyList<CatalogEntry> Entries)[] groups =
            [("replies", SimulatorCatalog.Replies), ("faults", SimulatorCatalog.Faults), ("others", SimulatorCatalog.Others)];
        if (context.Json)
        {
            JsonOutput.WriteObject(context.Shell.Out, json => Write(json, groups));
            return ExitCodes.Ok;
        }

        var console = context.Shell.OutConsole();
        foreach (var (title, entries) in groups)
        {
            console.WriteLine(title, new Style(decoration: Decoration.Bold));
            AlignedText.Write(console, null, [.. entries.Select(entry => new[] { entry.Name, entry.Example, entry.Effect })], indent: 2);
            console.WriteLine();
        }

        console.WriteLine("Words after sim- or fault- combine; the header x-simulate takes the same words. Every other model gets the default reply.");
        return ExitCodes.Ok;
    }

    private static void Write(Utf8JsonWriter json, (string Title, IReadOnlyList<CatalogEntry> Entries)[] groups)
    {
        foreach (var (title, entries) in groups)
        {
            json.WriteStartArray(title);
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("name", entry.Name);
                json.WriteString("example", entry.Example);
                json.WriteString("effect", entry.Effect);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }
}

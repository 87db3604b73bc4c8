using System.Net;
using System.Net.Sockets;
using Polydev.Cli.Commands;
using Polydev.Cli.Doctor;
using Polydev.Cli.Output;
using Polydev.Drivers.Docker.Images;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Cli.Images;

/// <summary>Runs the image directly, one question by its environment to every provider, over HTTPS to a simulator; and once with a wrong key.</summary>
internal static class DirectChecks
{
    private static readonly (string Provider, string Key, string Address, string Path)[] Providers =
    [
        (ProviderNames.OpenAi, "OPENAI_API_KEY", "OPENAI_BASE_URL", "/v1"),
        (ProviderNames.Anthropic, "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", ""),
        (ProviderNames.Google, "GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL", ""),
    ];

    /// <summary>Runs them.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(string engineSocket, string image, CancellationToken cancellationToken)
    {
        var authorities = Path.Combine(Directory.CreateTempSubdirectory("polydev-verify-").FullName, "authorities.pem");
        try
        {
            await using var trial = await DirectTrial.StartAsync(engineSocket, image, cancellationToken);
            await using var simulator = await ListenAsync(trial.Host, cancellationToken);
            await File.WriteAllTextAsync(authorities, simulator.CertificatePem!, cancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                // Whoever the container runs as must be able to read it.
                File.SetUnixFileMode(authorities, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }

            List<Check> checks = [];
            foreach (var provider in Providers)
            {
                checks.Add(Answered(provider.Provider, await trial.AskAsync(Environment(provider, simulator, "verify"), authorities, cancellationToken)));
            }

            checks.Add(Refused(await trial.AskAsync(Environment(Providers[0], simulator, "fault-401"), authorities, cancellationToken)));
            return checks;
        }
        catch (ImageException exception)
        {
            return [Check.Fail("direct", exception.Message, exception.Next ?? "See 'polydev doctor'.")];
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(authorities)!, recursive: true);
        }
    }

    private static async Task<SimulatorHost> ListenAsync(IPAddress host, CancellationToken cancellationToken)
    {
        try
        {
            return await SimulateCommand.StartAsync(new SimulatorOptions { BindAddress = host, HttpsPort = 0 }, cancellationToken);
        }
        catch (Exception exception) when (exception is CommandFailure or SocketException)
        {
            throw new ImageException(
                "engine_unavailable", $"A simulator cannot listen on {host}, the address of this machine in the containers' network: {exception.Message}",
                "Direct mode can be verified only where engine and command are on the same machine.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Environment((string Provider, string Key, string Address, string Path) provider, SimulatorHost simulator, string model) =>
    [
        new("PROVIDER", provider.Provider), new(provider.Key, "simulated"), new("MODEL", model), new("PROMPT", "Say hello."),
        new(provider.Address, simulator.HttpsAddress!.GetLeftPart(UriPartial.Authority) + provider.Path),
    ];

    private static Check Answered(string provider, DirectAnswer answer)
    {
        var name = "direct " + provider;
        return answer is { ExitCode: ExitCodes.Ok, Output.Length: > 0 }
            ? Check.Ok(name, $"'{answer.Output.Trim()}' over HTTPS in {Format.Milliseconds(answer.Took.TotalMilliseconds)}, container included")
            : Check.Fail(name, $"exit code {answer.ExitCode}: {answer.Error.Trim()}", "Build the image anew with 'polydev image build'.");
    }

    private static Check Refused(DirectAnswer answer) => answer is { ExitCode: not ExitCodes.Ok, Output.Length: 0 } && answer.Error.Contains("401", StringComparison.Ordinal)
        ? Check.Ok("direct refused", $"exit code {answer.ExitCode}: {answer.Error.Trim()}")
        : Check.Fail("direct refused", $"exit code {answer.ExitCode} where a provider refuses the key: {answer.Output.Trim()}{answer.Error.Trim()}", "Build the image anew with 'polydev image build'.");
}

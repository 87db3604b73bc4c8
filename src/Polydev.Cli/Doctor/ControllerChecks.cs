using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Polydev.Cli.Client;
using Polydev.Cli.Output;

namespace Polydev.Cli.Doctor;

/// <summary>Looks at the controller: whether one answers, is ready, and takes our key; or whether its port is free to start one.</summary>
internal static class ControllerChecks
{
    private const string Name = "controller";

    /// <summary>Runs them.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(PolydevClient client, CancellationToken cancellationToken)
    {
        try
        {
            var (status, body) = await client.ProbeAsync("/readyz", cancellationToken);
            return [Ready(client.Url, status, body), await KeyAsync(client, cancellationToken)];
        }
        catch (CommandFailure failure) when (failure.ExitCode == ExitCodes.Unreachable)
        {
            return [client.Url.IsLoopback ? Port(client.Url.Port) : Check.Fail(Name, failure.Message, failure.Next!)];
        }
    }

    private static Check Ready(Uri url, HttpStatusCode status, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("ready", out _))
        {
            return Check.Fail(Name, $"{url} answers {(int)status}, but is no Polydev controller", "Another program has the port: check --url (POLYDEV_URL), or stop it.");
        }

        return status == HttpStatusCode.OK
            ? Check.Ok(Name, $"ready at {url.GetLeftPart(UriPartial.Authority)}")
            : Check.Fail(Name, $"not ready: {Faults(body)}", "See the controller's log.");
    }

    private static string Faults(JsonElement body) => Listing.At(body, "checks") is { ValueKind: JsonValueKind.Object } checks
        ? string.Join("; ", checks.EnumerateObject().Where(check => check.Value.GetString() != "ok").Select(check => $"{check.Name}: {check.Value.GetString()}"))
        : "no reason given";

    private static async Task<Check> KeyAsync(PolydevClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetAsync("/v1/executions?limit=1", cancellationToken);
            return Check.Ok("API key", "accepted");
        }
        catch (CommandFailure failure)
        {
            return Check.Fail("API key", failure.Message, failure.Next ?? "Set POLYDEV_API_KEY or --key.");
        }
    }

    private static Check Port(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return Check.Warn(Name, $"none runs; port {port} is free", "Start one with 'polydev up', or see everything work with 'polydev demo'.");
        }
        catch (SocketException exception)
        {
            return Check.Fail(Name, $"none runs, and port {port} cannot be used: {exception.Message}", "Choose another port: 'polydev up --port 4001'.");
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;

namespace Polydev.Drivers.Docker;

/// <summary>Why the engine did not do what it was asked, in the words of the seam.</summary>
/// <param name="Error">The stage.</param>
/// <param name="Message">What to do, for the operator.</param>
internal sealed record EngineFault(DriverError Error, string Message)
{
    private static readonly string[] s_noRoom =
    [
        "no space left on device", "disk quota exceeded", "cannot allocate memory", "resource temporarily unavailable",
        "too many open files", "not enough memory", "no buffer space", "too many links",
    ];

    /// <summary>Reads an exception of the client; null when it is none of the engine's, but a fault of ours.</summary>
    public static EngineFault? Of(Exception exception, string socket, string image) => exception switch
    {
        DockerApiException refused => Refused(refused, image),
        HttpRequestException or IOException or SocketException => Unreachable(exception, socket),
        JsonException => new EngineFault(DriverError.Unavailable, $"what answers at {socket} is no Docker engine: {exception.Message}"),
        TimeoutException => new EngineFault(DriverError.StartTimedOut, "the Docker engine did not answer in time: is the machine, or its disk, overloaded?"),
        _ => null,
    };

    /// <summary>What the engine said, without the envelope.</summary>
    public static string TextOf(DockerApiException exception)
    {
        try
        {
            using var body = JsonDocument.Parse(exception.ResponseBody ?? "");
            if (body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("message", out var message))
            {
                return message.GetString() ?? "";
            }
        }
        catch (JsonException)
        {
            // Some engines, and the proxies before them, answer in plain text.
        }

        return exception.ResponseBody is { Length: > 0 } text ? text.Trim() : $"status {(int)exception.StatusCode}";
    }

    private static EngineFault Refused(DockerApiException exception, string image)
    {
        var text = TextOf(exception);
        bool Says(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
        if (exception.StatusCode == HttpStatusCode.NotFound && (exception is DockerImageNotFoundException || Says("no such image") || Says("image not known")))
        {
            return new EngineFault(DriverError.ImageMissing, $"there is no image {image} here: make it with 'polydev image build'");
        }

        if (Array.Exists(s_noRoom, Says))
        {
            return new EngineFault(DriverError.OutOfCapacity, $"the machine has no room for another container: {text}");
        }

        if (Says("runtime") && (Says("unknown") || Says("not found")) && !Says("OCI runtime"))
        {
            return new EngineFault(DriverError.Unavailable, $"the Docker engine does not know the runtime asked for: {text}. Name it in the engine's daemon.json, or ask for another");
        }

        return exception.StatusCode == HttpStatusCode.NotFound
            ? new EngineFault(DriverError.NotFound, $"the container is gone: {text}")
            : new EngineFault(DriverError.Unavailable, $"the Docker engine refused: {text}");
    }

    private static EngineFault Unreachable(Exception exception, string socket)
    {
        var code = (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode;
        return new EngineFault(DriverError.Unavailable, code switch
        {
            SocketError.AccessDenied => $"this user may not use the Docker engine at {socket}: add it to the group of that socket, usually docker",
            SocketError.ConnectionRefused => $"no Docker engine answers at {socket}: start it (systemctl start docker)",
            _ when !File.Exists(socket) => $"there is no Docker engine at {socket}: install and start one (Debian: apt-get install docker.io), or name its socket in DOCKER_HOST",
            _ => $"the Docker engine at {socket} broke off: {exception.InnerException?.Message ?? exception.Message}",
        });
    }
}

using System.Globalization;
using System.Text.Json;

namespace Polydev.Cli.Client;

/// <summary>Turns what the controller refuses into a <see cref="CommandFailure"/> that says what to do next.</summary>
internal static class Refusal
{
    private const string HowToSetKey = "Set POLYDEV_API_KEY or --key; on the controller's own machine, --data finds the admin key.";

    /// <summary>Code of a call whose connection broke before the answer: it may or may not have been done.</summary>
    public const string Broken = "connection_broken";

    /// <summary>Nothing answers at the address, or no longer.</summary>
    public static CommandFailure Unreachable(Uri url, HttpRequestException cause) => new(
        cause.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError ? "unreachable" : Broken,
        $"No controller answers at {url.GetLeftPart(UriPartial.Authority)}: {Root(cause)}.",
        "Start one with 'polydev up', or give its address with --url (POLYDEV_URL).",
        ExitCodes.Unreachable)
    {
        Passes = true,
    };

    /// <summary>Reads a refusal: problem details, or whatever a proxy in between wrote.</summary>
    public static async Task<CommandFailure> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var problem = await ProblemAsync(response, cancellationToken);
        var code = problem?.Code ?? "http_" + status.ToString(CultureInfo.InvariantCulture);
        var message = problem?.Detail ?? problem?.Title ?? $"The controller answered {status} {response.ReasonPhrase}.";
        return new CommandFailure(code, message, Next(status, response, problem))
        {
            Passes = status is 502 or 503 or 504,
            Fields = problem?.Errors ?? new Dictionary<string, string[]>(StringComparer.Ordinal),
        };
    }

    /// <summary>Reads a refusal that came as an event of a stream.</summary>
    public static CommandFailure OfEvent(string json)
    {
        var problem = JsonSerializer.Deserialize(json, ClientJson.Default.ProblemView);
        return new CommandFailure(problem?.Code ?? "stream_broken", problem?.Detail ?? "The stream broke off.");
    }

    private static async Task<ProblemView?> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), ClientJson.Default.ProblemView);
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static string? Next(int status, HttpResponseMessage response, ProblemView? problem)
    {
        var wait = problem?.RetryAfterSeconds ?? response.Headers.RetryAfter?.Delta?.TotalSeconds;
        return status switch
        {
            _ when problem?.Code == "credential_missing" => "On the command line: 'polydev credentials set <provider>'.",
            401 => HowToSetKey,
            403 => "This needs an admin key. " + HowToSetKey,
            _ when wait is { } seconds => string.Create(CultureInfo.InvariantCulture, $"Try again in {Math.Ceiling(seconds):0} s."),
            404 when problem is null => "The controller may be of another version: see 'polydev doctor'.",
            >= 500 when problem is null => "See the controller's log.",
            _ => null,
        };
    }

    private static string Root(Exception exception)
    {
        var root = exception.GetBaseException().Message.TrimEnd('.');
        return root.Length > 0 ? char.ToLowerInvariant(root[0]) + root[1..] : root;
    }
}

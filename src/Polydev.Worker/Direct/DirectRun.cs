using System.Globalization;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Worker.Calls;

namespace Polydev.Worker.Direct;

/// <summary>The worker without a controller: asks a provider once and streams the answer's text to standard output.</summary>
internal static class DirectRun
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(30);

    /// <summary>Asks, and returns one of <see cref="ExitCodes"/>.</summary>
    public static async Task<int> RunAsync(DirectOptions options, Stream output, WorkerLog log, TimeProvider time, CancellationToken terminate)
    {
        var text = new TextOutput(output);
        using var http = ProviderHttp.Create(egress: null);
        var call = new ProviderCall(Frame(options), options.Wire, http, text, time);
        await using var terminated = terminate.Register(() => call.Stop(StopCause.Cancelled));
        await call.RunAsync();
        text.Flush(now: true);
        switch (text.End)
        {
            case FinishedEvent { StopReason: StopReason.End }:
                return ExitCodes.Done;
            case FinishedEvent finished:
                log.Line($"the model stopped early: {finished.ProviderStopReason}");
                return ExitCodes.Done;
            case FailedEvent { Error: var error }:
                log.Line(Describe(error));
                return ExitCodes.ProviderFailed;
            default:
                return ExitCodes.Terminated;
        }
    }

    private static RunFrame Frame(DirectOptions options) => new()
    {
        ExecutionId = "direct",
        FirstSeq = 1,
        Wire = options.Wire.Name,
        BaseUrl = options.BaseUrl,
        Request = new ModelRequest { Model = options.Model, Prompt = options.Prompt, Options = UserField(options) },
        Stream = true,
        Credential = options.ApiKey,
        DeadlineMs = (long)s_deadline.TotalMilliseconds,
    };

    /// <summary>The field a provider has for the end user; Google's API has none.</summary>
    private static JsonElement? UserField(DirectOptions options)
    {
        if (options.UserId is not { } user)
        {
            return null;
        }

        var quoted = JsonEncodedText.Encode(user);
        return options.Provider switch
        {
            ProviderNames.OpenAi => JsonElement.Parse($$"""{"user":"{{quoted}}"}"""),
            ProviderNames.Anthropic => JsonElement.Parse($$$"""{"metadata":{"user_id":"{{{quoted}}}"}}"""),
            _ => null,
        };
    }

    private static string Describe(ExecutionError error)
    {
        var status = error.ProviderStatus is { } code ? string.Create(CultureInfo.InvariantCulture, $" (HTTP {code})") : "";
        return $"{error.Code}{status}: {error.Message}";
    }
}

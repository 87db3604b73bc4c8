using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Answers as the recorded agent did, and only to what it was asked: anything else is written down as a difference.</summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Recording _recording;

    private ReplayServer(Recording recording)
    {
        _recording = recording;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Requests that were as recorded.</summary>
    public int Asked { get; private set; }

    /// <summary>Requests that were not, and how.</summary>
    public List<string> Differences { get; } = [];

    public static async Task<ReplayServer> StartAsync(Recording recording)
    {
        var server = new ReplayServer(recording);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var differences = await DifferencesAsync(context.Request);
        if (differences.Count > 0)
        {
            Differences.AddRange(differences);
            context.Response.StatusCode = 599;
            return;
        }

        Asked++;
        if (_recording.Frames is { } frames)
        {
            await PlayAsync(await context.WebSockets.AcceptWebSocketAsync(), frames, context.RequestAborted);
            return;
        }

        context.Response.StatusCode = _recording.Status;
        foreach (var (name, value) in _recording.AnswerHeaders.Where(h => h.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = value;
        }

        if (_recording.Chunks is not { } chunks)
        {
            await context.Response.WriteAsync(_recording.Wire);
            return;
        }

        foreach (var chunk in chunks)
        {
            await context.Response.WriteAsync(chunk);
            await context.Response.Body.FlushAsync();
        }

        // What follows something stays open, so that a client that waits for the end before it hands anything on is found out.
        if (_recording.Target.Contains("follow=true", StringComparison.Ordinal) || _recording.Target.Contains("event/stream", StringComparison.Ordinal))
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task<List<string>> DifferencesAsync(HttpRequest request)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var differences = new List<string>();
        Compare("method", _recording.Method, request.Method);
        Compare("path", Path(_recording.Target), Path(raw));
        Compare("query", Query(_recording.Target), Query(raw));
        Compare("token", _recording.Token ?? "", request.Headers["X-Nomad-Token"].ToString());
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var sent = body.Length == 0 ? null : TryParse(body);
        if (!SameBody(_recording.Body, sent))
        {
            differences.Add($"body: recorded {_recording.Body?.ToJsonString()}, sent {body}");
        }

        return differences;

        void Compare(string what, string recorded, string asked)
        {
            if (recorded != asked)
            {
                differences.Add($"{what}: recorded {recorded}, sent {asked}");
            }
        }
    }

    private static JsonNode TryParse(string body)
    {
        try
        {
            return JsonNode.Parse(body)!;
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(body);
        }
    }

    private static bool SameBody(JsonNode? recorded, JsonNode? sent)
    {
        if (recorded is JsonObject dispatch && dispatch["Payload"] is JsonValue payload && payload.GetValue<string>().Contains("elided", StringComparison.Ordinal))
        {
            var (recordedRest, sentRest) = (dispatch.DeepClone().AsObject(), (sent?.DeepClone() as JsonObject) ?? []);
            recordedRest.Remove("Payload");
            return sentRest.Remove("Payload") && JsonNode.DeepEquals(recordedRest, sentRest);
        }

        return JsonNode.DeepEquals(recorded, sent);
    }

    private static string Path(string target) => Uri.UnescapeDataString(target.Split('?')[0]);

    /// <summary>Parameters in their order of names; what says no by saying nothing is left out.</summary>
    private static string Query(string target)
    {
        var query = target.Contains('?', StringComparison.Ordinal) ? target[target.IndexOf('?', StringComparison.Ordinal)..] : "";
        return string.Join('&', QueryHelpers.ParseQuery(query)
            .SelectMany(p => p.Value.Select(v => $"{p.Key}={v}"))
            .Where(p => !p.EndsWith("=false", StringComparison.Ordinal))
            .Select(p => p.StartsWith("command=", StringComparison.Ordinal) ? "command=" + JsonNode.Parse(p["command=".Length..])!.ToJsonString() : p)
            .Order(StringComparer.Ordinal));
    }

    private async Task PlayAsync(WebSocket socket, IReadOnlyList<JsonObject> frames, CancellationToken cancellationToken)
    {
        foreach (var frame in frames)
        {
            if (frame["dir"]!.GetValue<string>() == "client")
            {
                var received = await ReceiveAsync(socket, cancellationToken);
                if (!JsonNode.DeepEquals(JsonNode.Parse(frame["text"]!.GetValue<string>()), received))
                {
                    Differences.Add($"frame: recorded {frame["text"]}, sent {received?.ToJsonString()}");
                }
            }
            else if (frame["close_code"] is { } code)
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)code.GetValue<int>(), frame["reason"]!.GetValue<string>(), cancellationToken);
            }
            else
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(frame["text"]!.GetValue<string>()), WebSocketMessageType.Text, true, cancellationToken);
            }
        }

        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await ReceiveAsync(socket, cancellationToken);
        }
    }

    private static async Task<JsonNode?> ReceiveAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        try
        {
            var got = await socket.ReceiveAsync(buffer, cancellationToken);
            return got.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(buffer.AsSpan(0, got.Count));
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            return null;
        }
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Carries requests to the agent: token, namespace and region on each, refusals read, repeated where that does no harm.</summary>
internal sealed class NomadTransport : IDisposable
{
    private const string TokenHeader = "X-Nomad-Token";
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Makes a transport; nothing is sent yet.</summary>
    /// <exception cref="NomadException">A certificate file cannot be used.</exception>
    public NomadTransport(NomadOptions options, TimeProvider time)
    {
        (Options, _time) = (options, time);
        _http = new HttpClient(NomadConnection.Handler(options)) { BaseAddress = options.Address, Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(options.Token))
        {
            // Bearer is understood from 1.3.2 on only; this header always was.
            _http.DefaultRequestHeaders.Add(TokenHeader, options.Token);
        }
    }

    /// <summary>How the cluster is reached.</summary>
    public NomadOptions Options { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Asks for something.</summary>
    public Task<NomadAnswer<T>> ReadAsync<T>(NomadTarget target, NomadQuery? query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var limit = Options.RequestTimeout + ((query?.Wait ?? TimeSpan.Zero) * (17.0 / 16));
        return SendAsync(HttpMethod.Get, target.With(query, Options).ToString(), null, Repeat.Safe, limit, r => JsonAsync(r, type, cancellationToken), cancellationToken);
    }

    /// <summary>Asks for something that is text.</summary>
    public async Task<string> ReadTextAsync(NomadTarget target, CancellationToken cancellationToken) => (await SendAsync(
        HttpMethod.Get,
        target.With(null, Options).ToString(),
        null,
        Repeat.Safe,
        Options.RequestTimeout,
        async r => Answer(r, await r.Content.ReadAsStringAsync(cancellationToken)),
        cancellationToken)).Value;

    /// <summary>Asks for a change, and reads what the cluster says of it.</summary>
    public Task<NomadAnswer<T>> WriteAsync<T>(HttpMethod method, NomadTarget target, byte[]? body, JsonTypeInfo<T> type, Repeat repeat, CancellationToken cancellationToken) => SendAsync(
        method, target.With(null, Options).ToString(), body, repeat, Options.RequestTimeout, r => JsonAsync(r, type, cancellationToken), cancellationToken);

    /// <summary>Asks for a change that is answered with nothing.</summary>
    public Task WriteAsync(HttpMethod method, NomadTarget target, byte[]? body, Repeat repeat, CancellationToken cancellationToken) => SendAsync(
        method, target.With(null, Options).ToString(), body, repeat, Options.RequestTimeout, r => Task.FromResult(Answer(r, true)), cancellationToken);

    /// <summary>Opens a stream; only its head is waited for.</summary>
    public async Task<HttpResponseMessage> OpenAsync(NomadTarget target, NomadQuery? query, CancellationToken cancellationToken)
    {
        using var patience = new Patience(Options.RequestTimeout, _time, cancellationToken);
        return await OnceAsync(HttpMethod.Get, target.With(query, Options).ToString(), null, patience.Token, cancellationToken);
    }

    /// <summary>Opens a WebSocket.</summary>
    public async Task<WebSocket> ConnectAsync(NomadTarget target, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(new Uri(Options.Address, target.With(null, Options).ToString())) { Scheme = Options.Address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" };
        var socket = new ClientWebSocket();
        try
        {
            using var patience = new Patience(Options.RequestTimeout, _time, cancellationToken);
            await socket.ConnectAsync(address.Uri, _http, patience.Token);
            return socket;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException)
        {
            socket.Dispose();
            throw NomadConnection.Broken(e, Options.Address);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw TooLate();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<NomadAnswer<T>> SendAsync<T>(
        HttpMethod method, string target, byte[]? body, Repeat repeat, TimeSpan limit, Func<HttpResponseMessage, Task<NomadAnswer<T>>> read, CancellationToken cancellationToken)
    {
        var pause = Options.RetryPause;
        for (var tries = 0; ; tries++)
        {
            TimeSpan wait;
            try
            {
                using var patience = new Patience(limit, _time, cancellationToken);
                using var response = await OnceAsync(method, target, body, patience.Token, cancellationToken);
                return await read(response);
            }
            catch (NomadException e) when (e.Transient && repeat == Repeat.Safe && tries < Options.Retries)
            {
                wait = e.RetryAfter ?? pause;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The head came, and the rest did not.
                if (repeat != Repeat.Safe || tries >= Options.Retries)
                {
                    throw NomadConnection.Broken(e, Options.Address);
                }

                wait = pause;
            }

            await Task.Delay(wait < s_longestPause ? wait : s_longestPause, _time, cancellationToken);
            pause *= 2;
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(HttpMethod method, string target, byte[]? body, CancellationToken patience, CancellationToken caller)
    {
        using var request = new HttpRequestMessage(method, target);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } };
        }

        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                var refused = ErrorDialect.Read((int)response.StatusCode, await response.Content.ReadAsStringAsync(patience));
                throw response.Headers.RetryAfter?.Delta is { } delay ? new NomadException(refused.Error, refused.Status, refused.Message) { RetryAfter = delay } : refused;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw NomadConnection.Broken(e, Options.Address);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            throw TooLate();
        }
    }

    private NomadException TooLate() => new(NomadError.TimedOut, null, $"the Nomad agent at {Options.Address} did not answer in time");

    private static async Task<NomadAnswer<T>> JsonAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var value = await JsonSerializer.DeserializeAsync(body, type, cancellationToken);
            return Answer(response, value is null ? throw new JsonException("null where something was asked for") : value);
        }
        catch (JsonException e)
        {
            throw new NomadException(NomadError.Protocol, (int)response.StatusCode, $"the answer to {response.RequestMessage?.RequestUri?.AbsolutePath} is none of Nomad's: {e.Message}", e);
        }
    }

    private static NomadAnswer<T> Answer<T>(HttpResponseMessage response, T value) => new(
        value,
        ulong.TryParse(Header(response, "X-Nomad-Index"), CultureInfo.InvariantCulture, out var index) ? index : 0,
        Header(response, "X-Nomad-KnownLeader") != "false",
        TimeSpan.FromMilliseconds(double.TryParse(Header(response, "X-Nomad-LastContact"), CultureInfo.InvariantCulture, out var contact) ? contact : 0),
        Header(response, "X-Nomad-NextToken"));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

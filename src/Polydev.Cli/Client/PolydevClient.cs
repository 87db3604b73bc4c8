using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Polydev.Cli.Client;

/// <summary>Speaks to the controller's API. A refusal or a silent controller is a <see cref="CommandFailure"/>.</summary>
internal sealed class PolydevClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client for the endpoint.</summary>
    /// <param name="endpoint">Where and as whom.</param>
    /// <param name="network">How requests leave; null for the network.</param>
    public PolydevClient(Endpoint endpoint, HttpMessageHandler? network)
    {
        // An execution may take hours: what bounds a call is the command's own token.
        _http = network is null
            ? new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
            : new HttpClient(network, disposeHandler: false);
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _http.BaseAddress = endpoint.Url;
        if (endpoint.Key is { } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (endpoint.Tenant is { } tenant)
        {
            _http.DefaultRequestHeaders.Add("X-Polydev-Tenant", tenant);
        }
    }

    /// <summary>Address of the controller.</summary>
    public Uri Url => _http.BaseAddress!;

    /// <summary>Gets a document as it stands.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        DocumentAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a document and returns the answer; an undefined element when the answer is empty.</summary>
    public async Task<JsonElement> DocumentAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body);
        using var response = await SendAsync(request, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return bytes.Length == 0 ? default : TryParse(bytes) ?? throw NotUnderstood();
    }

    /// <summary>Gets a document of a known shape.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> shape, CancellationToken cancellationToken) =>
        (await GetAsync(path, cancellationToken)).Deserialize(shape) ?? throw NotUnderstood();

    /// <summary>Gets whatever is there, with its status; an undefined element when it is no JSON.</summary>
    /// <exception cref="CommandFailure">Nothing answers.</exception>
    public async Task<(HttpStatusCode Status, JsonElement Body)> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(path, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return (response.StatusCode, TryParse(bytes) ?? default);
        }
        catch (HttpRequestException exception)
        {
            throw Refusal.Unreachable(Url, exception);
        }
    }

    /// <summary>Sends a request and returns the answer once its headers are there.</summary>
    /// <exception cref="CommandFailure">The controller does not answer, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw Refusal.Unreachable(Url, exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await Refusal.ReadAsync(response, cancellationToken);
        }
    }

    /// <summary>A request with an optional JSON body.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, ReadOnlyMemory<byte>? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static JsonElement? TryParse(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private CommandFailure NotUnderstood() => new("not_polydev", $"{Url} answers, but not as a Polydev controller does.", "Check --url (POLYDEV_URL).");
}

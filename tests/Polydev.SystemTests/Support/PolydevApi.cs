using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Polydev.SystemTests.Support;

/// <summary>The API as a client of a running Polydev uses it.</summary>
/// <param name="http">A client with address and key.</param>
internal sealed class PolydevApi(HttpClient http)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs an execution and waits for its end.</summary>
    public async Task<JsonElement> ExecuteAsync(object request)
    {
        using var response = await http.PostAsJsonAsync("/v1/executions", request);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Accepts an execution without waiting for it; gives its id.</summary>
    public async Task<string> AcceptAsync(object request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/executions") { Content = JsonContent.Create(request) };
        message.Headers.Add("Prefer", "respond-async");
        using var response = await http.SendAsync(message);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        return body.GetProperty("id").GetString()!;
    }

    /// <summary>Reads an execution.</summary>
    public Task<JsonElement> ReadAsync(string id) => ReadListAsync("executions/" + id);

    /// <summary>Reads what the API says at a path below <c>/v1/</c>.</summary>
    public Task<JsonElement> ReadListAsync(string path) => http.GetFromJsonAsync<JsonElement>("/v1/" + path);

    /// <summary>Follows an execution's events behind a number until the terminal one, or until the connection breaks.</summary>
    public async IAsyncEnumerable<(long Seq, string Type, JsonElement Data)> FollowAsync(string id, long after, string? tenant = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, $"/v1/executions/{id}/events");
        message.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (tenant is not null)
        {
            message.Headers.Add("X-Polydev-Tenant", tenant);
        }

        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        var items = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync().AsTask().WaitAsync(s_patience))
                {
                    yield break;
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                yield break;
            }

            var item = items.Current;
            yield return (long.Parse(item.EventId!, System.Globalization.CultureInfo.InvariantCulture), item.EventType, JsonDocument.Parse(item.Data).RootElement);
        }
    }
}

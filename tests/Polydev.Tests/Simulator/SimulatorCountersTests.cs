using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Tests.Simulator;

/// <summary>What the simulator tells about what reached it.</summary>
public sealed class SimulatorCountersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_counted_by_wire_model_status_and_hashed_key()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        await client.SendAsync(host, WireNames.OpenAiChat, "gpt-4.1", stream: false, key: "sk-one");
        await client.SendAsync(host, WireNames.OpenAiChat, "gpt-4.1", stream: true, key: "sk-one");
        await client.SendAsync(host, WireNames.AnthropicMessages, "fault-529", stream: true, key: "sk-two");
        await host.Counters.WaitAsync(counters => counters.InFlight == 0, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        var seen = host.Counters.Snapshot();

        Assert.Equal(3, seen.Requests);
        Assert.Equal(1, seen.InFlightHighWater);
        Assert.Equal(1, seen.Connections);
        Assert.Contains(new CallCount(WireNames.OpenAiChat, "gpt-4.1", 200, 2), seen.Calls);
        Assert.Contains(new CallCount(WireNames.AnthropicMessages, "fault-529", 529, 1), seen.Calls);
        Assert.Equal(2, seen.Keys[SimulatorCounters.HashKey("sk-one")]);
        Assert.Equal(1, seen.Keys[SimulatorCounters.HashKey("sk-two")]);
    }

    [Fact]
    public async Task The_last_requests_tell_everything_but_the_key()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { RememberedRequests = 2 }, Token);
        using var client = new HttpClient();
        foreach (var key in new[] { "sk-old", "sk-secret", "sk-secret" })
        {
            await client.SendAsync(host, WireNames.AnthropicMessages, "claude", stream: false, key: key);
        }

        var json = await client.GetStringAsync(new Uri(host.HttpAddress, "/_simulator/counters"), Token);
        var last = JsonDocument.Parse(json).RootElement.GetProperty("last");
        using var request = SimulatorCalls.Request(host, WireNames.AnthropicMessages, "claude", stream: false);
        var body = await request.Content!.ReadAsByteArrayAsync(Token);

        Assert.Equal(2, last.GetArrayLength());
        Assert.Equal("/v1/messages", last[1].GetProperty("path").GetString());
        Assert.Equal("sha256:" + SimulatorCounters.HashKey("sk-secret"), last[1].GetProperty("headers").GetProperty("x-api-key").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), last[1].GetProperty("body_sha256").GetString());
        Assert.DoesNotContain("sk-secret", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_forgets_all_of_it()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        await client.SendAsync(host, WireNames.Gemini, "gemini", stream: false);
        await client.PostAsJsonAsync(new Uri(host.HttpAddress, "/_simulator/reset"), 0, Token);
        var seen = host.Counters.Snapshot();

        Assert.Equal(0, seen.Requests);
        Assert.Empty(seen.Calls);
        Assert.Empty(seen.Keys);
        Assert.Empty(seen.Last);
    }

    [Fact]
    public async Task A_key_in_the_query_is_hashed_too()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, WireNames.Gemini, "gemini", stream: false);
        request.Headers.Remove("x-goog-api-key");
        request.RequestUri = new Uri(host.HttpAddress, "/v1beta/models/gemini:generateContent?key=sk-query");
        using var response = await client.SendAsync(request, Token);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("/v1beta/models/gemini:generateContent?key=sha256:" + SimulatorCounters.HashKey("sk-query"), Assert.Single(host.Counters.Snapshot().Last).Path);
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Tests.Simulator;

/// <summary>What goes wrong when it is asked for.</summary>
public sealed class SimulatorFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Wires => SimulatorCalls.Wires;

    [Theory]
    [InlineData(WireNames.OpenAiChat, "fault-401", 401, "invalid_api_key")]
    [InlineData(WireNames.OpenAiChat, "fault-429", 429, "rate_limit_exceeded")]
    [InlineData(WireNames.OpenAiChat, "fault-429-quota", 429, "insufficient_quota")]
    [InlineData(WireNames.OpenAiResponses, "fault-500", 500, "server_error")]
    [InlineData(WireNames.AnthropicMessages, "fault-401", 401, "authentication_error")]
    [InlineData(WireNames.AnthropicMessages, "fault-403", 403, "permission_error")]
    [InlineData(WireNames.AnthropicMessages, "fault-429", 429, "rate_limit_error")]
    [InlineData(WireNames.AnthropicMessages, "fault-429-quota", 402, "billing_error")]
    [InlineData(WireNames.AnthropicMessages, "fault-529", 529, "overloaded_error")]
    [InlineData(WireNames.Gemini, "fault-401", 400, "API_KEY_INVALID")]
    [InlineData(WireNames.Gemini, "fault-404", 404, "NOT_FOUND")]
    [InlineData(WireNames.Gemini, "fault-429-retry-after-7", 429, "\"retryDelay\":\"7s\"")]
    [InlineData(WireNames.Gemini, "fault-503", 503, "UNAVAILABLE")]
    public async Task A_status_comes_in_the_dialect_of_the_provider(string wire, string model, int status, string word)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var (response, body) = await client.SendAsync(host, wire, model, stream: true);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(word, body, StringComparison.Ordinal);
        Assert.True(JsonDocument.Parse(body).RootElement.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_rate_limit_tells_the_wait_in_headers()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { Time = new FakeTimeProvider(new(2026, 11, 23, 19, 5, 6, TimeSpan.Zero)) }, Token);
        using var client = new HttpClient();
        var (openAi, _) = await client.SendAsync(host, WireNames.OpenAiChat, "fault-429-retry-after-7", stream: false);
        var (anthropic, _) = await client.SendAsync(host, WireNames.AnthropicMessages, "fault-429-retry-after-7", stream: false);

        Assert.Equal(TimeSpan.FromSeconds(7), openAi.Headers.RetryAfter!.Delta);
        Assert.Equal("7s", Assert.Single(openAi.Headers.GetValues("x-ratelimit-reset-requests")));
        Assert.Equal("6m0s", Assert.Single(openAi.Headers.GetValues("x-ratelimit-reset-tokens")));
        Assert.Equal(TimeSpan.FromSeconds(7), anthropic.Headers.RetryAfter!.Delta);
        Assert.Equal("0", Assert.Single(anthropic.Headers.GetValues("anthropic-ratelimit-requests-remaining")));
        Assert.Equal("2026-11-23T19:05:13Z", Assert.Single(anthropic.Headers.GetValues("anthropic-ratelimit-requests-reset")));
    }

    [Fact]
    public async Task A_fault_of_limited_times_is_counted_by_key()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var statuses = new List<HttpStatusCode>();
        foreach (var key in new[] { "a", "a", "b", "a", "b", "b" })
        {
            statuses.Add((await client.SendAsync(host, WireNames.OpenAiChat, "fault-503-times-2", stream: false, key: key)).Response.StatusCode);
        }

        Assert.Equal([(HttpStatusCode)503, (HttpStatusCode)503, (HttpStatusCode)503, HttpStatusCode.OK, (HttpStatusCode)503, HttpStatusCode.OK], statuses);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_cut_in_mid_frame_delivers_all_that_was_sent_and_breaks(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, wire, "fault-cut-mid-frame-after-3", stream: true);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        var (body, broken) = await SimulatorCalls.ReadAsync(response);

        Assert.True(broken);
        Assert.Contains("\" This\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\" the\"", body, StringComparison.Ordinal);
        Assert.False(body.EndsWith('\n'));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_clean_cut_at_a_frame_border_looks_whole_but_has_no_end_marker(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, wire, "fault-cut-at-frame-border-after-3-clean", stream: true);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        var (body, broken) = await SimulatorCalls.ReadAsync(response);

        Assert.False(broken);
        Assert.Contains("\" This\"", body, StringComparison.Ordinal);
        Assert.EndsWith("\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("finishReason", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", body, StringComparison.Ordinal);
        Assert.DoesNotContain("response.completed", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fault-cut-at-frame-border-aborted")]
    [InlineData("fault-disconnect")]
    public async Task An_aborted_connection_breaks_the_call(string model)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, WireNames.OpenAiChat, model, stream: true);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync(request, Token));
    }

    [Fact]
    public async Task A_call_that_got_no_answer_is_counted_without_a_status()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, WireNames.OpenAiChat, "fault-disconnect", stream: false);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync(request, Token));
        await client.SendAsync(host, WireNames.OpenAiChat, "fault-empty", stream: false);
        await host.Counters.WaitAsync(counters => counters.InFlight == 0, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        var calls = host.Counters.Snapshot().Calls;

        Assert.Contains(calls, call => call is { Model: "fault-disconnect", Status: 0 });
        Assert.Contains(new CallCount(WireNames.OpenAiChat, "fault-empty", 200, 1), calls);
    }

    [Theory]
    [InlineData(WireNames.OpenAiChat, "data: {\"error\":{")]
    [InlineData(WireNames.OpenAiResponses, "event: response.failed")]
    [InlineData(WireNames.AnthropicMessages, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"")]
    [InlineData(WireNames.Gemini, "data: {\"error\":{\"code\":503")]
    public async Task An_error_inside_a_stream_follows_the_pieces(string wire, string error)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var (response, body) = await client.SendAsync(host, wire, "fault-error-in-stream-after-3", stream: true);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(body.IndexOf(error, StringComparison.Ordinal) > body.IndexOf("\" This\"", StringComparison.Ordinal));
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireNames.OpenAiChat, "data: {\"error\":{")]
    [InlineData(WireNames.OpenAiResponses, "event: error")]
    [InlineData(WireNames.AnthropicMessages, "event: error")]
    [InlineData(WireNames.Gemini, "data: {\"error\":{")]
    public async Task An_error_can_be_the_first_event(string wire, string error)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();

        Assert.StartsWith(error, (await client.SendAsync(host, wire, "fault-error-in-stream-after-0", stream: true)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stall_lasts_until_the_client_goes_and_is_counted()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, WireNames.OpenAiChat, "fault-stall-after-1", stream: true);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await using (var body = await response.Content.ReadAsStreamAsync(Token))
        {
            Assert.NotEqual(0, await body.ReadAsync(new byte[16], Token));
            Assert.Equal(1, host.Counters.InFlight);
        }

        response.Dispose();
        await host.Counters.WaitAsync(counters => counters is { InFlight: 0, CutByClient: 1 }, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_name_with_an_unknown_word_is_a_model_that_does_not_exist()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var (response, body) = await client.SendAsync(host, WireNames.OpenAiChat, "fault-499", stream: false);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("polydev simulate --list", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixture_is_served_byte_by_byte_with_its_sidecar()
    {
        var directory = Directory.CreateTempSubdirectory("polydev-sim");
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "odd.json"), "{ \"odd\" : 1 }", Token);
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "odd.json.headers"), "418\nretry-after: 3\n", Token);
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { FixtureDirectory = directory.FullName }, Token);
        using var client = new HttpClient();
        var (response, body) = await client.SendAsync(host, WireNames.OpenAiChat, "fixture-odd.json", stream: false);
        var (escape, _) = await client.SendAsync(host, WireNames.OpenAiChat, "fixture-../odd.json", stream: false);
        directory.Delete(recursive: true);

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("{ \"odd\" : 1 }", body);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.NotFound, escape.StatusCode);
    }
}

using System.Net;
using System.Text;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Tests.Simulator;

/// <summary>What the simulator refuses, as the providers do.</summary>
public sealed class SimulatorValidationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WireNames.OpenAiChat, 401, "invalid_api_key")]
    [InlineData(WireNames.OpenAiResponses, 401, "invalid_api_key")]
    [InlineData(WireNames.AnthropicMessages, 401, "authentication_error")]
    [InlineData(WireNames.Gemini, 403, "PERMISSION_DENIED")]
    public async Task A_call_without_a_key_is_refused(string wire, int status, string word)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, wire, "m", stream: false);
        request.Headers.Clear();
        using var response = await client.SendAsync(request, Token);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(word, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireNames.OpenAiChat, "{", "not JSON")]
    [InlineData(WireNames.OpenAiChat, "[]", "must be a JSON object")]
    [InlineData(WireNames.OpenAiChat, "{\"messages\":[{\"role\":\"user\"}]}", "model")]
    [InlineData(WireNames.OpenAiChat, "{\"model\":7,\"messages\":[{\"role\":\"user\"}]}", "type")]
    [InlineData(WireNames.OpenAiChat, "{\"model\":\"m\",\"messages\":[]}", "empty array")]
    [InlineData(WireNames.OpenAiResponses, "{\"model\":\"m\"}", "input")]
    [InlineData(WireNames.AnthropicMessages, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "max_tokens")]
    [InlineData(WireNames.AnthropicMessages, "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}", "messages")]
    [InlineData(WireNames.Gemini, "{}", "contents")]
    [InlineData(WireNames.Gemini, "{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]} x", "Invalid JSON payload")]
    public async Task A_body_that_is_wrong_is_refused(string wire, string body, string word)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, wire, "m", stream: false);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(word, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_many_megabytes_is_read_whole()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var (response, _) = await client.SendAsync(host, WireNames.OpenAiChat, "m", stream: false, text: new string('x', 6_000_000));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(Assert.Single(host.Counters.Snapshot().Last).BodyBytes > 6_000_000);
    }
}

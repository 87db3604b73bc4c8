using System.Net;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Tests.Simulator;

/// <summary>What the simulator answers when nothing goes wrong.</summary>
public sealed class SimulatorReplyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Wires => SimulatorCalls.Wires;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_body_is_the_default_reply_in_the_shape_of_the_wire(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var (response, body) = await client.SendAsync(host, wire, "some-model", stream: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var root = JsonDocument.Parse(body).RootElement;
        var text = wire switch
        {
            WireNames.OpenAiChat => root.GetProperty("choices")[0].GetProperty("message").GetProperty("content"),
            WireNames.OpenAiResponses => root.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text"),
            WireNames.AnthropicMessages => root.GetProperty("content")[0].GetProperty("text"),
            _ => root.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text"),
        };
        Assert.Equal("Hello! This is the Polydev simulator: every wire works.", text.GetString());
    }

    [Theory]
    [InlineData(WireNames.OpenAiChat, "data: [DONE]\n\n")]
    [InlineData(WireNames.OpenAiResponses, "event: response.completed\ndata: ")]
    [InlineData(WireNames.AnthropicMessages, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")]
    [InlineData(WireNames.Gemini, "\"finishReason\":\"STOP\"")]
    public async Task A_stream_ends_with_the_end_marker_of_its_wire(string wire, string marker)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var (response, body) = await client.SendAsync(host, wire, "sim-text", stream: true);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(marker, body, StringComparison.Ordinal);
        Assert.Contains("simulator", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gemini_without_alt_sse_streams_one_json_array()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, WireNames.Gemini, "gemini-2.5-flash", stream: true);
        request.RequestUri = new Uri(host.HttpAddress, "/v1beta/models/gemini-2.5-flash:streamGenerateContent");
        using var response = await client.SendAsync(request, Token);

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var frames = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(12, frames.GetArrayLength());
        Assert.Equal("STOP", frames[11].GetProperty("candidates")[0].GetProperty("finishReason").GetString());
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task An_echo_says_the_callers_last_words_word_by_word(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var (_, body) = await client.SendAsync(host, wire, "sim-echo", stream: true, text: "grüße  aus Köln");

        Assert.Contains("\"grüße\"", body, StringComparison.Ordinal);
        Assert.Contains("\"  aus\"", body, StringComparison.Ordinal);
        Assert.Contains("\" Köln\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_scripted_in_code_wins_over_the_names()
    {
        var replies = new Dictionary<string, SimulatedReply>(StringComparer.Ordinal) { ["gpt-x"] = new() { Text = ["scripted"] } };
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { Replies = replies }, Token);
        using var client = new HttpClient();

        Assert.Contains("scripted", (await client.SendAsync(host, WireNames.OpenAiChat, "gpt-x", stream: false)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_header_wins_over_the_model()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("x-simulate", "chunks-3");
        var (_, body) = await client.SendAsync(host, WireNames.OpenAiChat, "gpt-4.1", stream: false);

        Assert.Equal(3, JsonDocument.Parse(body).RootElement.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Https_answers_with_a_certificate_of_its_own_authority()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { HttpsPort = 0, HostNames = ["api.openai.test"] }, Token);
        using var authority = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(host.CertificatePem!);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new() { TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        handler.SslOptions.CertificateChainPolicy.RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck;
        handler.SslOptions.TargetHost = "api.openai.test";
        using var client = new HttpClient(handler);
        using var request = SimulatorCalls.Request(host, WireNames.OpenAiChat, "sim-text", stream: false);
        request.RequestUri = new Uri(host.HttpsAddress!, "/v1/chat/completions");
        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}

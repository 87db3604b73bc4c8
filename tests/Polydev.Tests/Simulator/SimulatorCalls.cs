using System.Net.Http.Headers;
using System.Text;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Tests.Simulator;

/// <summary>Makes calls of all wires to a simulator, as a client without any SDK would.</summary>
internal static class SimulatorCalls
{
    /// <summary>Every wire.</summary>
    public static TheoryData<string> Wires => [WireNames.OpenAiChat, WireNames.OpenAiResponses, WireNames.AnthropicMessages, WireNames.Gemini];

    /// <summary>Makes a request that the provider of the wire would take.</summary>
    public static HttpRequestMessage Request(SimulatorHost host, string wire, string model, bool stream, string text = "Hello there", string key = "sk-test")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.HttpAddress, Path(wire, model, stream)))
        {
            Content = new StringContent(Body(wire, model, stream, text), Encoding.UTF8, "application/json"),
        };
        switch (wire)
        {
            case WireNames.AnthropicMessages:
                request.Headers.Add("x-api-key", key);
                request.Headers.Add("anthropic-version", "2023-06-01");
                break;
            case WireNames.Gemini:
                request.Headers.Add("x-goog-api-key", key);
                break;
            default:
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                break;
        }

        return request;
    }

    /// <summary>Sends a call and reads its answer as text.</summary>
    public static async Task<(HttpResponseMessage Response, string Body)> SendAsync(
        this HttpClient client, SimulatorHost host, string wire, string model, bool stream, string text = "Hello there", string key = "sk-test")
    {
        using var request = Request(host, wire, model, stream, text, key);
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Reads a body until it ends or breaks.</summary>
    public static async Task<(string Body, bool Broken)> ReadAsync(HttpResponseMessage response)
    {
        var text = new MemoryStream();
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await body.CopyToAsync(text, TestContext.Current.CancellationToken);
            return (Encoding.UTF8.GetString(text.ToArray()), false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (Encoding.UTF8.GetString(text.ToArray()), true);
        }
    }

    private static string Path(string wire, string model, bool stream) => wire switch
    {
        WireNames.OpenAiChat => "/v1/chat/completions",
        WireNames.OpenAiResponses => "/v1/responses",
        WireNames.AnthropicMessages => "/v1/messages",
        _ => $"/v1beta/models/{model}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
    };

    private static string Body(string wire, string model, bool stream, string text)
    {
        var flag = stream ? "true" : "false";
        return wire switch
        {
            WireNames.OpenAiChat => $$"""{"model":"{{model}}","stream":{{flag}},"messages":[{"role":"user","content":"{{text}}"}],"stream_options":{"include_usage":true} }""",
            WireNames.OpenAiResponses => $$"""{"model":"{{model}}","stream":{{flag}},"input":"{{text}}"}""",
            WireNames.AnthropicMessages => $$"""{"model":"{{model}}","stream":{{flag}},"max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"{{text}}"}]}]}""",
            _ => $$"""{"contents":[{"role":"user","parts":[{"text":"{{text}}"}]}]}""",
        };
    }
}

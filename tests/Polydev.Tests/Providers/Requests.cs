using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Tests.Providers;

/// <summary>Requests to build bodies from, and the comparison of what was built.</summary>
internal static class Requests
{
    /// <summary>A conversation that holds every kind of part every wire can carry.</summary>
    public static ModelRequest Full { get; } = new()
    {
        Model = "m-1",
        System = "Be brief.",
        MaxTokens = 100,
        Temperature = 0.5,
        ToolChoice = "get_weather",
        Tools =
        [
            new ToolDefinition { Name = "get_weather", Description = "Tells the weather.", Parameters = Json("""{"type":"object","properties":{"city":{"type":"string"}}}""") },
            new ToolDefinition { Name = "now" },
        ],
        Messages =
        [
            new Message { Role = "system", Content = [ContentPart.FromText("And kind.")] },
            new Message
            {
                Role = "user",
                Content =
                [
                    ContentPart.FromText("Wie geht’s <ß>?"),
                    new ContentPart { Type = "image", MimeType = "image/png", Data = "aGk=" },
                    new ContentPart { Type = "image", Url = "https://example.com/a.png" },
                ],
            },
            new Message
            {
                Role = "assistant",
                Content =
                [
                    ContentPart.FromText("Let me look."),
                    new ContentPart { Type = "tool_call", Id = "c1", Name = "get_weather", Arguments = """{"city": "Paris"}""" },
                    new ContentPart { Type = "tool_call", Id = "c2", Name = "now" },
                ],
            },
            new Message
            {
                Role = "tool",
                Content =
                [
                    new ContentPart { Type = "tool_result", Id = "c1", Name = "get_weather", Text = "sunny" },
                    new ContentPart { Type = "tool_result", Id = "c2", Name = "now", Text = "no clock", IsError = true },
                ],
            },
            new Message { Role = "user", Content = [ContentPart.FromText("So?")] },
        ],
    };

    public static ModelRequest Prompt(string? options = null) =>
        new() { Model = "m-1", Prompt = "Hi", Options = options is null ? null : Json(options) };

    public static ModelRequest Assistant(params ContentPart[] parts) => new()
    {
        Model = "m-1",
        Messages = [new Message { Role = "assistant", Content = parts }, new Message { Role = "user", Content = [ContentPart.FromText("Go on.")] }],
    };

    public static ProviderRequest Build(string wire, ModelRequest request, bool stream = true)
    {
        Assert.Null(Wires.Find(wire)!.Check(request));
        var built = Wires.Find(wire)!.Build(request, stream, new Uri("http://host:1/base/"), "sk-secret");
        Assert.DoesNotContain("sk-secret", built.Uri.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("POST", built.Method);
        return built;
    }

    public static void AssertBody(string expected, ProviderRequest built)
    {
        var actual = JsonDocument.Parse(built.Body).RootElement;
        Assert.True(JsonElement.DeepEquals(Json(expected), actual), $"built {actual}");
    }

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}

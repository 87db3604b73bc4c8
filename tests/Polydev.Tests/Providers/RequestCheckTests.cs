using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Tests.Providers;

public sealed class RequestCheckTests
{
    public static TheoryData<string, ModelRequest> Wrong => new()
    {
        { "\"model\" is missing", new ModelRequest { Prompt = "Hi" } },
        { "exactly one", new ModelRequest { Model = "m" } },
        { "exactly one", new ModelRequest { Model = "m", Prompt = "Hi", Messages = [] } },
        { "is empty", new ModelRequest { Model = "m", Messages = [] } },
        { "max_tokens", Requests.Prompt() with { MaxTokens = 0 } },
        { "temperature", Requests.Prompt() with { Temperature = -1 } },
        { "system messages only", With("system", ContentPart.FromText("a")) },
        { "role \"robot\"", With("robot", ContentPart.FromText("a")) },
        { "no content", With("user") },
        { "messages[0]: part type \"video\"", With("user", new ContentPart { Type = "video" }) },
        { "image needs", With("user", new ContentPart { Type = "image", Data = "aGk=" }) },
        { "both", With("user", new ContentPart { Type = "image", Data = "a", MimeType = "image/png", Url = "https://a" }) },
        { "belongs to the assistant", With("user", new ContentPart { Type = "tool_call", Id = "i", Name = "f" }) },
        { "JSON object", With("assistant", new ContentPart { Type = "tool_call", Id = "i", Name = "f", Arguments = "[1]" }) },
        { "JSON object", With("assistant", new ContentPart { Type = "tool_call", Id = "i", Name = "f", Arguments = "{" }) },
        { "tool_result parts only", With("tool", ContentPart.FromText("a")) },
        { "belongs to role tool", With("assistant", new ContentPart { Type = "tool_result", Id = "i", Name = "f", Text = "a" }) },
        { "Tool name", Requests.Prompt() with { Tools = [new ToolDefinition { Name = "a b" }] } },
        { "Two tools", Requests.Prompt() with { Tools = [new ToolDefinition { Name = "a" }, new ToolDefinition { Name = "a" }] } },
        { "JSON Schema", Requests.Prompt() with { Tools = [new ToolDefinition { Name = "a", Parameters = Requests.Json("[]") }] } },
        { "no tool \"f\"", Requests.Prompt() with { ToolChoice = "f" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_no_wire_can_carry_is_said_by_every_wire(string part, ModelRequest request)
    {
        foreach (var wire in Wires.All)
        {
            Assert.Contains(part, wire.Check(request), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Calls_and_results_are_joined_by_id_but_on_gemini_by_name()
    {
        var nameless = With("tool", new ContentPart { Type = "tool_result", Id = "i", Text = "a" });
        var idless = With("tool", new ContentPart { Type = "tool_result", Name = "f", Text = "a" });
        foreach (var wire in Wires.All)
        {
            Assert.Equal(wire.Name == WireNames.Gemini, wire.Check(nameless) is not null);
            Assert.Equal(wire.Name != WireNames.Gemini, wire.Check(idless) is not null);
        }
    }

    private static ModelRequest With(string role, params ContentPart[] parts) =>
        new() { Model = "m", Messages = [new Message { Role = role, Content = parts }] };
}

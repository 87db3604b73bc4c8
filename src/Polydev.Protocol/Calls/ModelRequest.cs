using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polydev.Protocol.Calls;

/// <summary>What is asked of a model, in the one shape that every wire can be built from.</summary>
/// <remarks>JSON is snake_case. Exactly one of <see cref="Prompt"/> and <see cref="Messages"/> is set.</remarks>
public record ModelRequest
{
    /// <summary>The provider's own name of the model, for example <c>gpt-4.1</c>.</summary>
    public string Model { get; init => field = value ?? ""; } = "";

    /// <summary>A single user message: the short form of <c>messages</c>.</summary>
    public string? Prompt { get; init; }

    /// <summary>The conversation so far, oldest first.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }

    /// <summary>The system instruction, sent the way the wire wants it.</summary>
    public string? System { get; init; }

    /// <summary>The most tokens the model may produce; null leaves it to the provider (a wire that demands a figure gets 4096).</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Sampling temperature, from 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>Functions the model may call.</summary>
    public IReadOnlyList<ToolDefinition>? Tools { get; init; }

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or the name of one of <c>tools</c>.</summary>
    public string? ToolChoice { get; init; }

    /// <summary>Raw fields of the provider's own API, laid over the built body: the caller's word wins.</summary>
    public JsonElement? Options { get; init; }

    /// <summary>Whether the provider is asked for a stream; null lets the controller choose by how the client reads.</summary>
    public bool? Stream { get; init; }

    /// <summary>The messages, with <see cref="Prompt"/> written out as one user message.</summary>
    [JsonIgnore]
    public IReadOnlyList<Message> Conversation =>
        Messages ?? [new Message { Role = "user", Content = [ContentPart.FromText(Prompt ?? "")] }];
}

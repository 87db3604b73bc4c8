using System.Text.Json;

namespace Polydev.Protocol.Calls;

/// <summary>A function the model may call.</summary>
public sealed record ToolDefinition
{
    /// <summary>Name the model calls it by: letters, digits, <c>_</c> and <c>-</c>, at most 64.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it does, for the model.</summary>
    public string? Description { get; init; }

    /// <summary>JSON Schema of its arguments; null for a function without any.</summary>
    public JsonElement? Parameters { get; init; }
}

namespace Polydev.Protocol.Events;

/// <summary>A piece of a tool call. The first piece of an <see cref="Index"/> has the name; the arguments of all its pieces join to one JSON text.</summary>
public sealed record ToolCallEvent : ExecutionEvent
{
    /// <summary>Which call of the answer, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The id to quote in the tool's result; null after the first piece, and where the provider gives none.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the function; null after the first piece.</summary>
    public string? Name { get; init; }

    /// <summary>A fragment of the JSON text of the arguments; may be empty.</summary>
    public string Arguments { get; init => field = value ?? ""; } = "";

    /// <summary>Proof to be returned byte for byte with the call.</summary>
    public string? Signature { get; init; }
}

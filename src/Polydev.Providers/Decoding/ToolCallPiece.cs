namespace Polydev.Providers.Decoding;

/// <summary>A piece of a tool call as it lies in a frame; strings are still escaped, what is not there is empty.</summary>
internal ref struct ToolCallPiece
{
    public ReadOnlySpan<byte> Id { get; set; }

    public ReadOnlySpan<byte> Name { get; set; }

    /// <summary>A fragment of the arguments: the escaped inside of a JSON string, or with <see cref="ArgumentsAreJson"/> JSON itself.</summary>
    public ReadOnlySpan<byte> Arguments { get; set; }

    /// <summary>Whether the wire sends the arguments as an object instead of as text.</summary>
    public bool ArgumentsAreJson { get; set; }

    public ReadOnlySpan<byte> Signature { get; set; }
}

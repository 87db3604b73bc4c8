namespace Polydev.Protocol.Link;

/// <summary>An event line, seen in place: the spans live as long as the line does.</summary>
public readonly ref struct EventFrameView(ReadOnlySpan<byte> executionId, long seq, ReadOnlySpan<byte> type, ReadOnlySpan<byte> json)
{
    /// <summary>Id of the execution, ASCII.</summary>
    public ReadOnlySpan<byte> ExecutionId { get; } = executionId;

    /// <summary>Sequence number in the execution's log.</summary>
    public long Seq { get; } = seq;

    /// <summary>One of <see cref="Events.EventTypes"/>, or a type that a newer worker knows.</summary>
    public ReadOnlySpan<byte> Type { get; } = type;

    /// <summary>The event, one JSON object.</summary>
    public ReadOnlySpan<byte> Json { get; } = json;
}

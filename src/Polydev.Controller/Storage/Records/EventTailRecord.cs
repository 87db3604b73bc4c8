namespace Polydev.Controller.Storage.Records;

/// <summary>The newest events of one execution, in the order in which they came among those of all others; later they are part of an <see cref="EventBatchRecord"/>.</summary>
internal sealed class EventTailRecord
{
    /// <summary>Counts the rows as they are written.</summary>
    public required long Number { get; init; }

    /// <summary>Row number of the execution.</summary>
    public required long Execution { get; init; }

    public required long FirstSeq { get; init; }

    public required long LastSeq { get; init; }

    public required byte[] Events { get; init; }
}

namespace Polydev.Controller.Storage.Records;

/// <summary>Consecutive events of one execution, one JSON object per line, joined by line feeds.</summary>
internal sealed class EventBatchRecord
{
    /// <summary>Row number of the execution.</summary>
    public required long Execution { get; init; }

    public required long FirstSeq { get; init; }

    public required long LastSeq { get; init; }

    public required byte[] Events { get; init; }
}

namespace Polydev.Controller.Storage.Records;

/// <summary>The request of an execution as it came, JSON.</summary>
internal sealed class RequestRecord
{
    /// <summary>Row number of the execution.</summary>
    public required long Execution { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>All events of an execution that was over before its beginning was written, joined by line feeds; null when they are in batches.</summary>
    public byte[]? Events { get; init; }
}

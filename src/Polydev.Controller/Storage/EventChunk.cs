namespace Polydev.Controller.Storage;

/// <summary>Consecutive events read back from the log.</summary>
/// <param name="FirstSeq">Sequence number of the first.</param>
/// <param name="LastSeq">Sequence number of the last.</param>
/// <param name="Events">One JSON object per line, joined by line feeds, without one at the end.</param>
internal sealed record EventChunk(long FirstSeq, long LastSeq, ReadOnlyMemory<byte> Events);

namespace Polydev.Providers.Sse;

/// <summary>Takes the data of one SSE frame; the bytes are valid during the call only.</summary>
internal delegate void FrameHandler(ReadOnlySpan<byte> data);

namespace Polydev.Providers.Sse;

/// <summary>A provider sent one frame larger than we are ready to hold.</summary>
internal sealed class FrameTooLargeException() : Exception("it holds a frame larger than 256 MiB");

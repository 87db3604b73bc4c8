using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;

namespace Polydev.Providers;

/// <summary>A provider's HTTP streaming format: builds its requests, decodes its answers, understands its errors. Pure: no sockets, no clock.</summary>
public abstract class Wire
{
    /// <summary>One of <see cref="WireNames"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Builds the request.</summary>
    /// <param name="request">What is asked; it has passed <see cref="Check"/>.</param>
    /// <param name="stream">Whether to ask for a stream.</param>
    /// <param name="baseUrl">The provider's address, as its official SDK takes it (OpenAI with <c>/v1</c>, the others without).</param>
    /// <param name="credential">The tenant's key.</param>
    public abstract ProviderRequest Build(ModelRequest request, bool stream, Uri baseUrl, string credential);

    /// <summary>Says what in a request this wire cannot carry, in words for the caller; null when all is well.</summary>
    public abstract string? Check(ModelRequest request);

    /// <summary>Makes a decoder for a 200 answer. It tells a stream from a whole body by the content type.</summary>
    public abstract WireDecoder Decode(ProviderAnswer answer, IEventSink sink);

    /// <summary>Reads an answer that is not 200: what it means, whether to try again, how long to wait.</summary>
    /// <param name="answer">Status and headers.</param>
    /// <param name="body">The body, or its first 64 KiB.</param>
    /// <param name="now">The time, for waits that are given as a date.</param>
    public abstract ExecutionError MapError(ProviderAnswer answer, ReadOnlySpan<byte> body, DateTimeOffset now);
}

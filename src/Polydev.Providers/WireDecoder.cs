using Polydev.Protocol.Events;

namespace Polydev.Providers;

/// <summary>Turns the bytes of one provider answer into normalised events, as they come, however they are cut.</summary>
/// <remarks>
/// Sends the sink any number of output events, at most one <c>usage</c>, and exactly one terminal event (<c>finished</c> or <c>failed</c>),
/// always last. Not thread-safe.
/// </remarks>
public abstract class WireDecoder
{
    /// <summary>Whether the terminal event was sent; bytes after it are read and ignored.</summary>
    public abstract bool Ended { get; }

    /// <summary>Whether an output event was sent: from then on nothing may be repeated.</summary>
    public abstract bool Emitted { get; }

    /// <summary>Takes the next bytes of the body, any number of them.</summary>
    public abstract void Feed(ReadOnlySpan<byte> bytes);

    /// <summary>Says that the body ended. Without the wire's own end marker this is <c>failed</c> with <see cref="ErrorCodes.ProviderTruncated"/>.</summary>
    public abstract void Complete();

    /// <summary>Says that the body broke off, or that the call must end for a reason from outside. Does nothing after the end.</summary>
    public abstract void Abort(ExecutionError error);
}

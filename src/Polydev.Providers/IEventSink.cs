namespace Polydev.Providers;

/// <summary>Takes the normalised events a decoder makes, as bytes, in order.</summary>
public interface IEventSink
{
    /// <summary>Takes one event.</summary>
    /// <param name="type">One of <see cref="Protocol.Events.EventTypes"/>.</param>
    /// <param name="json">The event as one JSON object without line feeds, <c>type</c> first; valid during the call only.</param>
    void OnEvent(string type, ReadOnlySpan<byte> json);
}

using Polydev.Providers;

namespace Polydev.Worker.Calls;

/// <summary>Where the events of a provider call go: up the link, or to standard output.</summary>
internal interface ICallOutput : IEventSink
{
    /// <summary>Ends when there is room for more. Until then the call reads nothing, and the provider feels it.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Says that no further event of this call is ready: what was taken is to go out.</summary>
    /// <param name="now">At once, as somebody waits for it; otherwise together with what other calls have ready in this moment.</param>
    void Flush(bool now);
}

using Polydev.Providers;

namespace Polydev.Worker.Calls;

/// <summary>Where the events of a provider call go: up the link, or to standard output.</summary>
internal interface ICallOutput : IEventSink
{
    /// <summary>Ends when there is room for more. Until then the call reads nothing, and the provider feels it.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Says that no further event is ready now: what was taken may go out as one batch.</summary>
    void Flush();
}

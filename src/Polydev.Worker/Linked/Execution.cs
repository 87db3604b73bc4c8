using Polydev.Worker.Calls;

namespace Polydev.Worker.Linked;

/// <summary>An execution this worker holds: its call, running or over, and the events the controller still needs.</summary>
internal sealed class Execution(UnackedEvents events, ProviderCall? call)
{
    /// <summary>Its events.</summary>
    public UnackedEvents Events { get; } = events;

    /// <summary>The provider call; null when the run was turned down.</summary>
    public ProviderCall? Call { get; } = call;

    /// <summary>Whether the call is over; what is left are events to be acknowledged.</summary>
    public bool IsOver { get; set; }
}

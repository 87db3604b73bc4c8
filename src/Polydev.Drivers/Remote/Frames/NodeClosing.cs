namespace Polydev.Drivers.Remote.Frames;

/// <summary>The node closes the connection.</summary>
/// <param name="Reason">Why, for the log of the other side.</param>
internal sealed record NodeClosing(string Reason) : NodeFrame;

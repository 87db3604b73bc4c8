namespace Polydev.Drivers.Remote.Frames;

/// <summary>The controller knows of an end: the node may forget it.</summary>
/// <param name="Number">Number of the <see cref="EndNotice"/>.</param>
internal sealed record EndAck(long Number) : NodeCommand;

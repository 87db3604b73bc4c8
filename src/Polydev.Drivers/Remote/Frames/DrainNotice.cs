namespace Polydev.Drivers.Remote.Frames;

/// <summary>The node was told to stop: it takes no more workers, and waits so long for those it has.</summary>
/// <param name="Seconds">Seconds from now; the clocks of two hosts differ.</param>
internal sealed record DrainNotice(double Seconds) : NodeFrame;

namespace Polydev.Drivers.Remote.Frames;

/// <summary>A worker ended. The node says it again until it is acknowledged.</summary>
/// <param name="Number">Number of the notice, rising within one process of the node.</param>
/// <param name="Allocation">Which.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="ExitCode">Exit code, where there is one.</param>
internal sealed record EndNotice(long Number, Allocation Allocation, string Reason, int? ExitCode = null) : NodeFrame;

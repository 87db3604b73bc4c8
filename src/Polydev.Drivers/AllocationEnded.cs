namespace Polydev.Drivers;

/// <summary>A worker ended.</summary>
/// <param name="Allocation">Which.</param>
/// <param name="Reason">Why, in words: <c>exited with code 0</c>, <c>killed by signal 9</c>, <c>out of memory</c>.</param>
/// <param name="ExitCode">Exit code, where there is one; 128 + n for signal n.</param>
public sealed record AllocationEnded(Allocation Allocation, string Reason, int? ExitCode);

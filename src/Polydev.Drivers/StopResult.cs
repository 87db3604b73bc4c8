namespace Polydev.Drivers;

/// <summary>What came of ending a worker.</summary>
/// <param name="Stopped">Whether the worker is gone, or will be ended without being asked for again.</param>
/// <param name="Message">Why not, or why not yet; null when it is gone.</param>
public sealed record StopResult(bool Stopped, string? Message = null);

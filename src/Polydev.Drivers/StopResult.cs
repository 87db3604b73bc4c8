namespace Polydev.Drivers;

/// <summary>What came of ending a worker.</summary>
/// <param name="Stopped">Whether it is certain that the worker is gone.</param>
/// <param name="Message">Why not; null when it is.</param>
public sealed record StopResult(bool Stopped, string? Message = null);

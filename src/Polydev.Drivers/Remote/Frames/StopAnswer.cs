namespace Polydev.Drivers.Remote.Frames;

/// <summary>What came of a <see cref="StopCommand"/>.</summary>
/// <param name="Id">Id of the worker.</param>
/// <param name="Stopped">Whether it is certain that it is gone.</param>
/// <param name="Message">Why not; null when it is.</param>
internal sealed record StopAnswer(string Id, bool Stopped, string? Message = null) : NodeFrame;

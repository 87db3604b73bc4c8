namespace Polydev.Simulator;

/// <summary>An image in a scripted reply.</summary>
/// <param name="MimeType">Media type.</param>
/// <param name="Data">The image as base64.</param>
public sealed record SimulatedImage(string MimeType, string Data);

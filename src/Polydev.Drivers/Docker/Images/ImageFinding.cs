namespace Polydev.Drivers.Docker.Images;

/// <summary>One thing that was looked at in an image.</summary>
/// <param name="Name">What, in a word or two.</param>
/// <param name="Good">Whether it is as it must be.</param>
/// <param name="Found">What was found.</param>
/// <param name="Next">What to do; null when it is good.</param>
public sealed record ImageFinding(string Name, bool Good, string Found, string? Next = null);

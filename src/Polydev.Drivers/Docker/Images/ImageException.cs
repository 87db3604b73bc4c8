namespace Polydev.Drivers.Docker.Images;

/// <summary>An image cannot be built, loaded or looked at: what is wrong, and what to do next.</summary>
/// <param name="code">Stable code, snake_case.</param>
/// <param name="message">What is wrong, in a sentence.</param>
/// <param name="next">What to do, in a sentence; null when the first says it.</param>
public sealed class ImageException(string code, string message, string? next = null) : Exception(message)
{
    /// <summary>Stable code: <c>engine_unavailable</c>, <c>no_space</c>, <c>image_missing</c>, <c>worker_not_native</c>, <c>library_missing</c>, <c>image_malformed</c>.</summary>
    public string Code { get; } = code;

    /// <summary>What to do.</summary>
    public string? Next { get; } = next;
}

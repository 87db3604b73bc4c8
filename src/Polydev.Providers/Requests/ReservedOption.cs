namespace Polydev.Providers.Requests;

/// <summary>A field of the provider's API that a caller's options may not set, or only to what we can honour.</summary>
/// <param name="Path">The field, nested ones with a dot.</param>
/// <param name="Allowed">The one raw JSON value that does no harm; null when there is none.</param>
/// <param name="Instead">What the caller should do instead, as a sentence.</param>
internal sealed record ReservedOption(string Path, string? Allowed, string Instead)
{
    /// <summary>The model is priced, routed and metered: it has a field of its own.</summary>
    public static readonly ReservedOption Model = new("model", null, "Set the request's own \"model\".");

    /// <summary>Whether there is a stream decides how the answer is read.</summary>
    public static readonly ReservedOption Stream = new("stream", null, "Set the request's own \"stream\".");
}

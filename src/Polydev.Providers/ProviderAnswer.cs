namespace Polydev.Providers;

/// <summary>Status and headers of a provider's answer: what a wire needs to know before the body.</summary>
public sealed record ProviderAnswer
{
    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Media type of the body, without parameters.</summary>
    public string? ContentType { get; init; }

    /// <summary>Looks a header up by its lower-case name; null when it is not there.</summary>
    public required Func<string, string?> Header { get; init; }
}

namespace Polydev.Providers;

/// <summary>An HTTP request to a provider, ready to be sent.</summary>
public sealed record ProviderRequest
{
    /// <summary>HTTP method.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Full address; never holds a key.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Headers, the credential among them; <c>content-type</c> is always <c>application/json</c> and not in the list.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The JSON body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

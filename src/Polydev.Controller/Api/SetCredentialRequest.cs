namespace Polydev.Controller.Api;

/// <summary>A tenant's key at a provider.</summary>
internal sealed record SetCredentialRequest
{
    /// <summary>The key as the provider gave it.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Never shows the key.</summary>
    public override string ToString() => nameof(SetCredentialRequest);
}

namespace Polydev.Cli.Client;

/// <summary>Where the controller is and as whom to speak to it.</summary>
/// <param name="Url">Address of the controller.</param>
/// <param name="Key">API key.</param>
/// <param name="Tenant">Tenant an admin acts for; null for the key's own.</param>
internal sealed record Endpoint(Uri Url, string? Key, string? Tenant);

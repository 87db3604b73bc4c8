namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a dispatch.</summary>
internal sealed record DispatchRequest(byte[]? Payload, IReadOnlyDictionary<string, string>? Meta, string? IdPrefixTemplate);

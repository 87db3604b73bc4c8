namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a request for a token.</summary>
internal sealed record TokenRequest(string Name, string Type, IReadOnlyList<string> Policies);

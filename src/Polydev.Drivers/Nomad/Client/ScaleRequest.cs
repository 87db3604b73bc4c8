namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a change of a count.</summary>
internal sealed record ScaleRequest(long Count, IReadOnlyDictionary<string, string> Target, string? Message, IReadOnlyDictionary<string, string>? Meta);

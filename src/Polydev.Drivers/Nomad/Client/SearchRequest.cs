namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a search.</summary>
internal sealed record SearchRequest(string Prefix, string Context);

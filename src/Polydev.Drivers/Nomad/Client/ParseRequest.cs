namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a request to read HCL.</summary>
internal sealed record ParseRequest(string JobHCL, bool? Canonicalize);

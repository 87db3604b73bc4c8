namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a change of eligibility.</summary>
internal sealed record EligibilityRequest(string NodeID, string Eligibility);

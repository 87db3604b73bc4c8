namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a signal.</summary>
internal sealed record SignalRequest(string Signal, string? TaskName);

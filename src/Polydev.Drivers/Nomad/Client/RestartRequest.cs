namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a restart.</summary>
internal sealed record RestartRequest(string? TaskName);

using Polydev.Drivers.Nomad.Jobs;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a registration, and of a validation.</summary>
internal sealed record RegisterRequest(NomadJob Job, bool? EnforceIndex = null, ulong? JobModifyIndex = null);

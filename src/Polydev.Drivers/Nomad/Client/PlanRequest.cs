using Polydev.Drivers.Nomad.Jobs;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a plan.</summary>
internal sealed record PlanRequest(NomadJob Job, bool Diff);

using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A log that can be read.</summary>
/// <param name="Allocation">The allocation.</param>
/// <param name="Task">The task.</param>
internal sealed record LogSource(NomadAllocation Allocation, string Task);

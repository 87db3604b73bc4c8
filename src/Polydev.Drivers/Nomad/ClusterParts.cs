using Polydev.Drivers.Nomad.Client;

namespace Polydev.Drivers.Nomad;

/// <summary>What the parts of the driver share.</summary>
internal sealed record ClusterParts(NomadClient Cluster, PlacementBook Book, WorkerJobs Jobs, NomadDriverOptions Options, TimeProvider Time);

using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>What a cluster's refusal means at our seam, and what the operator can do about it.</summary>
/// <param name="Error">What it means.</param>
/// <param name="Message">What is wrong and what to do, in words.</param>
public sealed record ClusterFault(DriverError Error, string Message)
{
    /// <summary>Reads a refusal.</summary>
    public static ClusterFault Of(NomadException refused) => refused.Error switch
    {
        NomadError.Unreachable => new(DriverError.Unavailable, $"{refused.Message}. Start one, or name another in NOMAD_ADDR"),
        NomadError.TimedOut => new(DriverError.StartTimedOut, $"{refused.Message}: is the cluster, or the network to it, overloaded?"),
        NomadError.Tls => new(DriverError.Unavailable, $"{refused.Message}. Look at NOMAD_ADDR (https), NOMAD_CACERT, NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY"),
        NomadError.Unauthorized => new(DriverError.Unavailable, "Nomad does not know this token: set NOMAD_TOKEN to one that is valid"),
        NomadError.Forbidden => new(DriverError.Unavailable, "Nomad refuses this token the right: its policy needs list-jobs, read-job, dispatch-job and alloc-lifecycle in the namespace, and node read"),
        NomadError.NoLeader => new(DriverError.Unavailable, "the Nomad cluster has no leader now: fewer than half of its servers are up, or they elect one"),
        NomadError.UnknownRegion => new(DriverError.Unavailable, $"Nomad knows no such region: {refused.Message}. Set NOMAD_REGION"),
        NomadError.UnknownNamespace => new(DriverError.Unavailable, $"Nomad knows no such namespace: {refused.Message}. Make it, or set NOMAD_NAMESPACE"),
        NomadError.NotFound => new(DriverError.NotFound, $"Nomad knows no such thing: {refused.Message}"),
        _ => new(DriverError.Unavailable, $"Nomad refused: {refused.Message}"),
    };

    /// <summary>Says in words why something was not placed.</summary>
    public static ClusterFault OfPlacement(PlacementMetrics failed) => new(DriverError.OutOfCapacity, PlacementWords.NoPlace(failed));
}

using Polydev.Controller.Cluster;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>What all pools share.</summary>
/// <param name="Directory">The live workers.</param>
/// <param name="Ledger">Where claims are written down.</param>
/// <param name="Metrics">What is counted.</param>
/// <param name="Keys">Signs egress tokens.</param>
/// <param name="Signal">Wakes the supervisor.</param>
/// <param name="Hosts">Where workers run.</param>
/// <param name="Clock">The time.</param>
internal sealed record PoolParts(WorkerDirectory Directory, IClaimLedger Ledger, WorkerMetrics Metrics, LinkKeys Keys, PoolSignal Signal, IHosts Hosts, TimeProvider Clock)
{
    /// <summary>How long a worker past its age may still finish what it runs: the longest execution there is.</summary>
    public static readonly TimeSpan LongestExecution = TimeSpan.FromHours(2);
}

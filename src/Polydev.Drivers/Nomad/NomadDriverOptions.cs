using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Drivers.Nomad;

/// <summary>How workers are placed on a Nomad cluster.</summary>
public sealed class NomadDriverOptions
{
    /// <summary>How the cluster is reached.</summary>
    public NomadOptions Cluster { get; set; } = new();

    /// <summary>Where the workers' job goes.</summary>
    public JobPlace Place { get; set; } = new();

    /// <summary>Image of the workers, with a tag that is not <c>latest</c>. Every node must have it, or be able to pull it.</summary>
    public string Image { get; set; } = "";

    /// <summary>Directory for the id that our dispatches carry; made when missing, 0700.</summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>Seconds without a link after which a worker ends itself; null for the worker's own default.</summary>
    public int? OrphanSeconds { get; set; }

    /// <summary>What one core is in Nomad's measure of CPU, in MHz.</summary>
    public int MhzPerCore { get; set; } = 1000;

    /// <summary>Starts under way at the same time on each ready node: more make all of them slow, as the engine there is what takes the time.</summary>
    public int ParallelStartsPerNode { get; set; } = 4;

    /// <summary>How long the cluster may take to place a worker.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a worker that was placed may keep its turn before it runs.</summary>
    public TimeSpan TurnTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop may take until the worker is known to be gone.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long to wait for a cluster that does not answer, when live workers are to be found again.</summary>
    public TimeSpan RecoveryPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often allocations are compared with what is known of them, beside the cluster's events.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(1);
}

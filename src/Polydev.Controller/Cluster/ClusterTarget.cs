using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Controller.Cluster;

/// <summary>The Nomad cluster that a controller looks after: how it is reached, and what its jobs take where nothing else is said.</summary>
public sealed record ClusterTarget
{
    /// <summary>How it is reached.</summary>
    public required NomadOptions Nomad { get; init; }

    /// <summary>What jobs take where nothing else is said.</summary>
    public required TemplateDefaults Defaults { get; init; }

    /// <summary>What one core is in Nomad's measure of CPU, in MHz.</summary>
    public int MhzPerCore { get; init; } = 1000;

    /// <summary>Its region, namespace and address, for people.</summary>
    public override string ToString() => Nomad.Address.GetLeftPart(UriPartial.Authority);
}

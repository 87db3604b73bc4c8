using Polydev.Drivers.Nomad.Jobs;

namespace Polydev.Drivers.Nomad.Model;

/// <summary>The versions of a job that are kept.</summary>
public sealed record JobVersions
{
    /// <summary>Newest first.</summary>
    public IReadOnlyList<NomadJob>? Versions { get; init; }
}

using Polydev.Drivers;

namespace Polydev.Controller.Cluster;

/// <summary>This machine as the only host: always there, and to blame for nothing that is not the pool's own.</summary>
internal sealed class OneHost(Machine machine) : IHosts
{
    /// <inheritdoc/>
    public IReadOnlyList<Host> Usable { get; } = [new Host(null, machine)];

    /// <inheritdoc/>
    public string WhyNone => "";

    /// <inheritdoc/>
    public bool MayReturn => true;

    /// <inheritdoc/>
    public DateTimeOffset? DrainsUntil(string node) => null;

    /// <inheritdoc/>
    public TimeSpan AwayFor(string node) => TimeSpan.Zero;

    /// <inheritdoc/>
    public bool StartWent(Allocation placed, string? failure) => false;
}

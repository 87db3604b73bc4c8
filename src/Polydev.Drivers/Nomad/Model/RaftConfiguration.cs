namespace Polydev.Drivers.Nomad.Model;

/// <summary>The servers that vote.</summary>
public sealed record RaftConfiguration
{
    /// <summary>All.</summary>
    public IReadOnlyList<RaftServer>? Servers { get; init; }
}

namespace Polydev.Drivers.Nomad.Model;

/// <summary>How the last drain of a node went.</summary>
public sealed record LastDrain
{
    /// <summary><c>draining</c>, <c>complete</c> or <c>canceled</c>.</summary>
    public string? Status { get; init; }
}

namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What a node must be like.</summary>
public sealed record JobConstraint
{
    /// <summary>Left side, for example <c>${attr.kernel.name}</c>.</summary>
    public string? LTarget { get; init; }

    /// <summary>Right side.</summary>
    public string? RTarget { get; init; }

    /// <summary><c>=</c>, <c>!=</c>, <c>version</c>, <c>distinct_hosts</c> and others.</summary>
    public string? Operand { get; init; }
}

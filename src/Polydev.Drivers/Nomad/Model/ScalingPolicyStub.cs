namespace Polydev.Drivers.Nomad.Model;

/// <summary>Bounds of a count, in a list.</summary>
public sealed record ScalingPolicyStub
{
    /// <summary>Id of the policy.</summary>
    public required string ID { get; init; }

    /// <summary>Whether an autoscaler may act on it.</summary>
    public bool Enabled { get; init; }

    /// <summary><c>horizontal</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What it is about: <c>Job</c>, <c>Group</c>, <c>Namespace</c>.</summary>
    public IReadOnlyDictionary<string, string>? Target { get; init; }
}

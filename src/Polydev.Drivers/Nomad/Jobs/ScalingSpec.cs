using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Bounds of a group's count.</summary>
public sealed record ScalingSpec
{
    /// <summary>Fewest.</summary>
    public long? Min { get; init; }

    /// <summary>Most.</summary>
    public long? Max { get; init; }

    /// <summary>Whether an autoscaler may act on it.</summary>
    public bool? Enabled { get; init; }

    /// <summary>What the autoscaler is told.</summary>
    public JsonObject? Policy { get; init; }
}

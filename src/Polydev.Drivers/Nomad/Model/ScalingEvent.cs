namespace Polydev.Drivers.Nomad.Model;

/// <summary>A change of a count.</summary>
public sealed record ScalingEvent
{
    /// <summary>The new one.</summary>
    public long? Count { get; init; }

    /// <summary>The old one.</summary>
    public long PreviousCount { get; init; }

    /// <summary>Whether it is a report of an error.</summary>
    public bool Error { get; init; }

    /// <summary>Why.</summary>
    public string? Message { get; init; }

    /// <summary>When, in ns since 1970.</summary>
    public long Time { get; init; }
}

namespace Polydev.Drivers.Remote.Frames;

/// <summary>What came of a <see cref="StartCommand"/>. A repeated command is answered with what came of the first.</summary>
internal sealed record StartAnswer : NodeFrame
{
    /// <summary>Id of the worker.</summary>
    public required string Id { get; init; }

    /// <summary>What was placed; null when nothing was.</summary>
    public Allocation? Allocation { get; init; }

    /// <summary>The stage that failed; null when none did.</summary>
    public DriverError? Error { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Message { get; init; }
}

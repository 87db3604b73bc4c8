namespace Polydev.Drivers.Remote.Frames;

/// <summary>What came of a <see cref="StartCommand"/>. A repeated command is answered with what came of the first.</summary>
internal sealed record StartAnswer : NodeFrame
{
    /// <summary>Id of the worker.</summary>
    public required string Id { get; init; }

    /// <summary>What was placed; null when nothing was.</summary>
    public Allocation? Allocation { get; init; }

    /// <summary>Name of the stage that failed, of <see cref="DriverErrorNames"/>; null when none did. A newer node may know more of them than we do.</summary>
    public string? Error { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Message { get; init; }

    /// <summary>The answer to a start.</summary>
    public static StartAnswer Of(string id, StartResult result) =>
        new() { Id = id, Allocation = result.Allocation, Error = result.Error is { } error ? DriverErrorNames.Of(error) : null, Message = result.Message };

    /// <summary>Why nothing was placed. A stage that is not known here counts as the general one, and is told by its name.</summary>
    public StartResult Failure()
    {
        var message = Message ?? "the node gave no reason";
        if (Error is null)
        {
            return StartResult.Failed(DriverError.Unavailable, message);
        }

        return DriverErrorNames.Find(Error) is { } error ? StartResult.Failed(error, message) : StartResult.Failed(DriverError.Unavailable, $"{message} ({Error})");
    }
}

namespace Polydev.Simulator;

/// <summary>What reached the simulator, at one moment.</summary>
public sealed record CountersSnapshot
{
    /// <summary>Requests that were begun, those to <c>/_simulator</c> left out.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests being answered now.</summary>
    public required long InFlight { get; init; }

    /// <summary>The most that were being answered at once.</summary>
    public required long InFlightHighWater { get; init; }

    /// <summary>Connections accepted.</summary>
    public required long Connections { get; init; }

    /// <summary>Answers the client did not wait for: it went away first.</summary>
    public required long CutByClient { get; init; }

    /// <summary>Finished requests by wire, model and status.</summary>
    public required IReadOnlyList<CallCount> Calls { get; init; }

    /// <summary>Requests by key: the first 16 hex digits of the key's SHA-256.</summary>
    public required IReadOnlyDictionary<string, long> Keys { get; init; }

    /// <summary>The last requests, oldest first.</summary>
    public required IReadOnlyList<RecordedRequest> Last { get; init; }
}

using System.Collections.Concurrent;

namespace Polydev.Simulator.Counting;

/// <summary>The figures since the last reset.</summary>
internal sealed class Tally(int remembered)
{
    private const int MostKinds = 10_000;

    private readonly ConcurrentDictionary<CallKey, StripedCounter> _calls = [];
    private readonly RecordedRequest?[] _last = new RecordedRequest?[remembered];
    private long _highWater;
    private long _number;

    /// <summary>Requests begun.</summary>
    public StripedCounter Requests { get; } = new();

    /// <summary>Connections accepted.</summary>
    public StripedCounter Connections { get; } = new();

    /// <summary>Answers the client did not wait for.</summary>
    public StripedCounter CutByClient { get; } = new();

    /// <summary>Requests by hashed key.</summary>
    public ConcurrentDictionary<string, StripedCounter> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls by hashed key and fault name.</summary>
    public ConcurrentDictionary<(string Key, string Name), int> FaultCalls { get; } = [];

    /// <summary>The most requests in flight at once.</summary>
    public long HighWater
    {
        get => Interlocked.Read(ref _highWater);
        init => _highWater = value;
    }

    /// <summary>Counts a finished request.</summary>
    public void Count(CallKey key)
    {
        if (!_calls.TryGetValue(key, out var counter))
        {
            // Whoever makes up ever new model names must not fill the memory.
            key = _calls.Count < MostKinds ? key : key with { Model = "(other)" };
            counter = _calls.GetOrAdd(key, static _ => new StripedCounter());
        }

        counter.Add();
    }

    /// <summary>Raises the high-water mark where it is passed.</summary>
    public void Raise(long inFlight)
    {
        for (var seen = HighWater; inFlight > seen;)
        {
            var before = Interlocked.CompareExchange(ref _highWater, inFlight, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>The number of the next request, from 1.</summary>
    public long NextNumber() => Interlocked.Increment(ref _number);

    /// <summary>Remembers a request in the place of the oldest.</summary>
    public void Remember(RecordedRequest request)
    {
        if (_last.Length > 0)
        {
            Volatile.Write(ref _last[request.Number % _last.Length], request);
        }
    }

    /// <summary>All figures.</summary>
    public CountersSnapshot Snapshot(long inFlight) => new()
    {
        Requests = Requests.Value,
        InFlight = inFlight,
        InFlightHighWater = HighWater,
        Connections = Connections.Value,
        CutByClient = CutByClient.Value,
        Calls = [.. _calls.Select(call => new CallCount(call.Key.Wire, call.Key.Model, call.Key.Status, call.Value.Value))],
        Keys = Keys.ToDictionary(key => key.Key, key => key.Value.Value, StringComparer.Ordinal),
        Last = [.. _last.OfType<RecordedRequest>().OrderBy(request => request.Number)],
    };
}

using System.Security.Cryptography;
using System.Text;
using Polydev.Simulator.Counting;

namespace Polydev.Simulator;

/// <summary>Counts what reaches a simulator, so that tests can prove what was and what was not sent.</summary>
/// <param name="remembered">How many of the last requests are remembered.</param>
public sealed class SimulatorCounters(int remembered)
{
    private readonly ChangeSignal _changed = new();
    private Tally _tally = new(remembered);
    private long _inFlight;

    /// <summary>Requests being answered now.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Requests that were begun.</summary>
    public long Requests => _tally.Requests.Value;

    /// <summary>Connections accepted.</summary>
    public long Connections => _tally.Connections.Value;

    /// <summary>Answers the client did not wait for.</summary>
    public long CutByClient => _tally.CutByClient.Value;

    /// <summary>The name a key is counted under: the first 16 hex digits of its SHA-256.</summary>
    public static string HashKey(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    /// <summary>All figures at this moment.</summary>
    public CountersSnapshot Snapshot() => _tally.Snapshot(InFlight);

    /// <summary>Forgets everything but what is in flight.</summary>
    public void Reset() => Volatile.Write(ref _tally, new Tally(remembered) { HighWater = InFlight });

    /// <summary>Waits until the figures are as asked.</summary>
    /// <param name="condition">Looked at now and after every change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(Func<SimulatorCounters, bool> condition, CancellationToken cancellationToken) =>
        _changed.WaitAsync(() => condition(this), cancellationToken);

    internal void Connected()
    {
        _tally.Connections.Add();
        _changed.Raise();
    }

    internal void Begin()
    {
        _tally.Requests.Add();
        _tally.Raise(Interlocked.Increment(ref _inFlight));
        _changed.Raise();
    }

    internal void End(string wire, string model, int status, bool cutByClient)
    {
        var tally = _tally;
        tally.Count(new CallKey(wire, model, status));
        if (cutByClient)
        {
            tally.CutByClient.Add();
        }

        Interlocked.Decrement(ref _inFlight);
        _changed.Raise();
    }

    internal void Remember(RecordedRequest request) => _tally.Remember(request);

    internal long NextNumber() => _tally.NextNumber();

    internal void CountKey(string key) => _tally.Keys.GetOrAdd(key, static _ => new StripedCounter()).Add();

    /// <summary>Counts the calls of one key that ask for a fault of limited times.</summary>
    /// <returns>The number of this call, from 1.</returns>
    internal int CountFault(string key, string name) =>
        _tally.FaultCalls.AddOrUpdate((key, name), 1, static (_, count) => count + 1);
}

using System.Diagnostics.CodeAnalysis;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>The executions that one worker holds, found by the bytes of their ids. Guards itself; never calls back while it does.</summary>
internal sealed class WorkerAttempts
{
    private readonly Lock _gate = new();

    // Made with the first execution: most workers of a pool never get past warm, and they should cost nothing.
    private Dictionary<string, Entry>? _byId;
    private string? _lastCancelled;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId?.Count ?? 0;
            }
        }
    }

    /// <summary>Adds an attempt; false when the worker already runs the execution. One that is over gives way to the next.</summary>
    public bool TryAdd(IAttempt attempt, long acked)
    {
        lock (_gate)
        {
            _byId ??= new Dictionary<string, Entry>(AsciiIdComparer.Instance);
            if (_byId.TryGetValue(attempt.ExecutionId, out var old) && !old.Done)
            {
                return false;
            }

            _byId[attempt.ExecutionId] = new Entry(attempt) { Acked = acked };
            return true;
        }
    }

    /// <summary>Forgets an attempt, unless another of the same execution took its place.</summary>
    public void Remove(IAttempt attempt)
    {
        lock (_gate)
        {
            if (_byId is not null && _byId.TryGetValue(attempt.ExecutionId, out var entry) && entry.Attempt == attempt)
            {
                _byId.Remove(attempt.ExecutionId);
            }
        }
    }

    /// <summary>Finds who waits for the events of an execution.</summary>
    public bool TryFind(ReadOnlySpan<byte> executionId, [NotNullWhen(true)] out IAttempt? attempt)
    {
        lock (_gate)
        {
            attempt = _byId is not null && _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(executionId, out var entry) ? entry.Attempt : null;
        }

        return attempt is not null;
    }

    /// <summary>Takes note that the worker made its last event of an execution.</summary>
    public bool TryFinish(string executionId, [NotNullWhen(true)] out IAttempt? attempt)
    {
        lock (_gate)
        {
            attempt = null;
            if (_byId is not null && _byId.TryGetValue(executionId, out var entry))
            {
                entry.Done = true;
                attempt = entry.Attempt;
            }
        }

        return attempt is not null;
    }

    /// <summary>Takes note of the last number that was acknowledged, to say it again after a redial.</summary>
    public void Acknowledge(string executionId, long seq)
    {
        lock (_gate)
        {
            if (_byId is not null && _byId.TryGetValue(executionId, out var entry))
            {
                entry.Acked = Math.Max(entry.Acked, seq);
            }
        }
    }

    /// <summary>Whether a cancel is worth sending for an execution nobody waits for: not when it was the last one cancelled, whose events are still under way.</summary>
    public bool ShouldCancel(ReadOnlySpan<byte> executionId, out string id)
    {
        lock (_gate)
        {
            if (_lastCancelled is not null && AsciiIdComparer.Instance.Equals(executionId, _lastCancelled))
            {
                id = _lastCancelled;
                return false;
            }

            _lastCancelled = id = AsciiIdComparer.Instance.Create(executionId);
            return true;
        }
    }

    /// <summary>Compares with what a worker says it still holds when it dials again.</summary>
    /// <returns>What to settle; attempts whose request never arrived are taken out.</returns>
    public HeldExecutions Match(IReadOnlyList<ResumePoint> held)
    {
        if (Count == 0)
        {
            return HeldExecutions.None;
        }

        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        var lost = new List<IAttempt>();
        lock (_gate)
        {
            foreach (var (id, entry) in _byId ?? [])
            {
                if (held.Any(point => point.ExecutionId == id))
                {
                    known.Add(id, entry.Acked);
                }
                else if (!entry.Done)
                {
                    lost.Add(entry.Attempt);
                }
            }

            foreach (var attempt in lost)
            {
                _byId!.Remove(attempt.ExecutionId);
            }
        }

        return new HeldExecutions(known, lost);
    }

    /// <summary>All that still wait for something, as of now.</summary>
    public IReadOnlyList<IAttempt> Unfinished
    {
        get
        {
            lock (_gate)
            {
                return _byId is null ? [] : [.. _byId.Values.Where(entry => !entry.Done).Select(entry => entry.Attempt)];
            }
        }
    }

    /// <summary>Takes all that still wait for something out.</summary>
    public List<IAttempt> TakeUnfinished()
    {
        lock (_gate)
        {
            var unfinished = _byId is null ? [] : _byId.Values.Where(entry => !entry.Done).Select(entry => entry.Attempt).ToList();
            _byId = null;
            return unfinished;
        }
    }

    /// <summary>One execution on the worker.</summary>
    private sealed class Entry(IAttempt attempt)
    {
        public IAttempt Attempt { get; } = attempt;

        public long Acked { get; set; }

        public bool Done { get; set; }
    }
}

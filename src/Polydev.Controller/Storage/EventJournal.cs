using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Controller.Storage;

/// <summary>
/// Makes what the executions produce durable. Whoever has something urgent and finds nobody at work commits it on the spot; when there is more,
/// a thread of the journal's own takes everything that waits into one transaction. Alone, a source waits for one commit and no change of
/// thread; under load the transactions grow and the cost of a commit is shared.
/// </summary>
/// <remarks>
/// A commit that fails is undone and tried again with the same content until it goes through: nothing is lost and the process goes on, and
/// <see cref="Health"/> says why nothing becomes durable. Decision 8 has the measurements.
/// </remarks>
internal sealed partial class EventJournal : IDisposable
{
    /// <summary>Payload after which a transaction is closed, so that one flood does not keep everybody else waiting.</summary>
    private const long MaxTransactionBytes = 4 * 1024 * 1024;

    private const int MaxSources = 4096;

    /// <summary>More than this is not committed on the spot: it would keep the caller's thread from its own work.</summary>
    private const int MaxSourcesOnTheSpot = 8;

    /// <summary>Sources that are told of their commit one after the other, for each takes microseconds.</summary>
    private const int SmallestGroup = 4;

    /// <summary>How long the journal's thread waits for company that it expects.</summary>
    private const uint GatherMicroseconds = 250;

    /// <summary>How long company is expected after there was some: 2 ms.</summary>
    private static readonly long s_recently = Stopwatch.Frequency / 500;

    /// <summary>How long what is not urgent waits for company, from the last commit on. The thread dozes as long.</summary>
    private const int PatienceMilliseconds = 4;

    private static readonly long s_patience = PatienceMilliseconds * Stopwatch.Frequency / 1000;

    /// <summary>How long after something patient came the thread dozes instead of sleeping: 60 ms, in which the next may come and need not wake it.</summary>
    private static readonly long s_dozing = Stopwatch.Frequency / 16;

    private readonly ConcurrentQueue<IJournaled> _queue = new();
    private readonly List<IJournaled> _batch = [];
    private readonly HashSet<IJournaled> _taken = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<JournalConnection> _connect;
    private readonly WriteGate _gate;
    private readonly JournalMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JournalSignal _signal;
    private readonly BrokenSources _broken;
    private JournalConnection? _connection;
    private WalCheckpointer? _checkpointer;
    private volatile JournalHealth _health;
    private volatile bool _stopping;

    /// <summary>1 while somebody commits. Guards the batch, what was taken, what is broken, and the connection.</summary>
    private int _turn;

    /// <summary>Whether something waits that is urgent.</summary>
    private volatile bool _urgent;

    /// <summary>Whether the thread knows that something patient waits.</summary>
    private bool _alarmSet;
    private long _committedAt;
    private long _patientAt;

    /// <summary>Whether the last commit of the journal's thread carried more than one source.</summary>
    private bool _shared;

    public EventJournal(Func<JournalConnection> connect, WriteGate gate, JournalMeters meters, TimeProvider time, ILogger<EventJournal> logger)
    {
        (_connect, _gate, _meters, _time, _logger) = (connect, gate, meters, time, logger);
        _signal = new JournalSignal(HasWorkForThread, UntilWork, TimeSpan.FromMilliseconds(PatienceMilliseconds));
        _broken = new BrokenSources(time);
        _health = new JournalHealth(JournalState.Closed, null, time.GetUtcNow());
    }

    /// <summary>How it is now.</summary>
    public JournalHealth Health => _health;

    /// <summary>Asks for the source's turn, from any thread; scheduling again before the turn came changes nothing. May commit before it returns.</summary>
    /// <param name="source">What has changes.</param>
    /// <param name="when">How soon.</param>
    public void Schedule(IJournaled source, CommitWhen when)
    {
        _queue.Enqueue(source);
        if (when != CommitWhen.InCompany)
        {
            Hurry(when);
        }
        else if (PatienceLeft <= 0)
        {
            Hurry(CommitWhen.Soon);
        }
        else if (!Interlocked.Exchange(ref _alarmSet, true))
        {
            Volatile.Write(ref _patientAt, Stopwatch.GetTimestamp());
            _signal.RaiseUnlessDozing();
        }
    }

    /// <summary>What was scheduled before has become urgent.</summary>
    public void Hurry(CommitWhen when)
    {
        // Whoever holds the turn looks at this when it gives the turn back: one of the two sees the other.
        _urgent = true;
        Interlocked.MemoryBarrier();
        if (when != CommitWhen.OnTheSpot)
        {
            if (Volatile.Read(ref _turn) == 0)
            {
                _signal.Raise();
            }
        }
        else if (TryEnter())
        {
            CommitOnTheSpot();
        }
    }

    /// <summary>Opens the database and begins.</summary>
    /// <exception cref="SqliteException">The database cannot be opened.</exception>
    public void Start(WalCheckpointer checkpointer)
    {
        _connection = _connect();
        _checkpointer = checkpointer;
        _health = new JournalHealth(JournalState.Open, null, _time.GetUtcNow());
        new Thread(Run) { Name = "journal", IsBackground = true }.Start();
    }

    /// <summary>Commits what is scheduled and ends.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (_health.State == JournalState.Closed)
        {
            return Task.CompletedTask;
        }

        _stopping = true;
        _signal.Raise();
        return _ended.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _signal.Raise();
    }

    private void End()
    {
        if (_broken.Count > 0)
        {
            LogLost(_broken.Count, "their changes were refused");
        }

        Close();
        _health = new JournalHealth(JournalState.Closed, null, _time.GetUtcNow());
        _ended.TrySetResult();
    }

    private void Take()
    {
        _urgent = false;
        Volatile.Write(ref _alarmSet, false);
        _broken.TakeDue(_queue);
        while (_batch.Count < MaxSources && _queue.TryDequeue(out var source))
        {
            if (!_broken.Holds(source) && _taken.Add(source))
            {
                _batch.Add(source);
            }
        }
    }

    /// <summary>Writes the batch, or as much of it as one transaction takes. The gate is held.</summary>
    /// <returns>How many sources became durable; -1 when none did and the commit is to be tried again.</returns>
    private int Commit()
    {
        var began = Stopwatch.GetTimestamp();
        var written = 0;
        IJournaled? writing = null;
        try
        {
            _connection ??= _connect();
            _connection.Begin();
            while (written < _batch.Count && _connection.Transaction.Bytes < MaxTransactionBytes)
            {
                writing = _batch[written];
                writing.Write(_connection.Transaction);
                written++;
            }

            writing = null;
            _connection.Commit();
        }
        catch (Exception error)
        {
            return Undo(error, writing) ? 0 : -1;
        }

        _committedAt = Stopwatch.GetTimestamp();
        _meters.Committed(Stopwatch.GetElapsedTime(began), written);
        _checkpointer!.OnWritten(_connection.TakePagesWritten());
        Recovered();
        return written;
    }

    /// <summary>Notes the first sources of the batch as durable; the rest stays for the next transaction.</summary>
    /// <returns>Who is to be told, once the turn is given back.</returns>
    private IJournaled[] Note(int written)
    {
        var durable = written == 0 ? [] : _batch.GetRange(0, written).ToArray();
        _batch.RemoveRange(0, written);
        foreach (var source in durable)
        {
            _taken.Remove(source);
            try
            {
                source.OnCommitted();
            }
            catch (Exception error)
            {
                LogCallbackFailed(error, source);
            }
        }

        return durable;
    }

    private void Announce(ReadOnlySpan<IJournaled> durable)
    {
        foreach (var source in durable)
        {
            try
            {
                source.Announce();
            }
            catch (Exception error)
            {
                LogCallbackFailed(error, source);
            }
        }
    }

    /// <summary>Announces on the pool, in a few groups: an item of work for each source would cost more than telling it.</summary>
    private void AnnounceAside(IJournaled[] durable)
    {
        var size = Math.Max(SmallestGroup, (durable.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        for (var start = 0; start < durable.Length; start += size)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static told => told.Journal.Announce(told.Group), (Journal: this, Group: new ArraySegment<IJournaled>(durable, start, Math.Min(size, durable.Length - start))), preferLocal: false);
        }
    }
}

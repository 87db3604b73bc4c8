using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Controller.Storage;

/// <summary>
/// Makes what the executions produce durable: one thread takes everything that is scheduled into one transaction, commits it, and tells each source.
/// Alone, a source waits for about one commit; under load the transactions grow and the cost of a commit is shared.
/// </summary>
/// <remarks>
/// A commit that fails is undone and tried again with the same content until it goes through: nothing is lost and the process goes on, and
/// <see cref="Health"/> says why nothing becomes durable.
/// </remarks>
internal sealed partial class EventJournal : IDisposable
{
    /// <summary>Payload after which a transaction is closed, so that one flood does not keep everybody else waiting.</summary>
    private const long MaxTransactionBytes = 4 * 1024 * 1024;

    private const int MaxSources = 4096;

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

    public EventJournal(Func<JournalConnection> connect, WriteGate gate, JournalMeters meters, TimeProvider time, ILogger<EventJournal> logger)
    {
        (_connect, _gate, _meters, _time, _logger) = (connect, gate, meters, time, logger);
        _signal = new JournalSignal(() => !_queue.IsEmpty || _stopping);
        _broken = new BrokenSources(time);
        _health = new JournalHealth(JournalState.Closed, null, time.GetUtcNow());
    }

    /// <summary>How it is now.</summary>
    public JournalHealth Health => _health;

    /// <summary>Asks for the source's turn. Cheap, from any thread; scheduling again before the turn came changes nothing.</summary>
    public void Schedule(IJournaled source)
    {
        _queue.Enqueue(source);
        _signal.Raise();
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

    private void Run()
    {
        var failures = 0;
        while (true)
        {
            Take();
            if (_batch.Count > 0)
            {
                failures = TryCommit() ? 0 : failures + 1;
                if (failures > 0 && !Retry(failures))
                {
                    break;
                }
            }
            else if (_stopping)
            {
                break;
            }
            else
            {
                _signal.Wait(_broken.UntilDue);
            }
        }

        End();
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
        _broken.TakeDue(_queue);
        while (_batch.Count < MaxSources && _queue.TryDequeue(out var source))
        {
            if (!_broken.Holds(source) && _taken.Add(source))
            {
                _batch.Add(source);
            }
        }
    }

    private bool TryCommit()
    {
        var began = Stopwatch.GetTimestamp();
        var written = 0;
        IJournaled? writing = null;
        _gate.Enter();
        try
        {
            _connection ??= _connect();
            _checkpointer!.FinishIfDue(_connection);
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
            return Undo(error, writing);
        }
        finally
        {
            _gate.Exit();
        }

        _meters.Committed(Stopwatch.GetElapsedTime(began), written);
        _checkpointer.OnWritten(_connection.TakePagesWritten());
        Recovered();
        Tell(written);
        return true;
    }

    /// <summary>Tells the first sources of the batch that they are durable; the rest stays for the next transaction.</summary>
    private void Tell(int written)
    {
        for (var index = 0; index < written; index++)
        {
            _taken.Remove(_batch[index]);
            try
            {
                _batch[index].OnCommitted();
            }
            catch (Exception error)
            {
                LogCallbackFailed(error, _batch[index]);
            }
        }

        _batch.RemoveRange(0, written);
    }
}

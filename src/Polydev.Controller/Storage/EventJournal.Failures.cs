using Microsoft.Data.Sqlite;

namespace Polydev.Controller.Storage;

/// <content>What the journal does when a commit fails.</content>
internal sealed partial class EventJournal
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(1);

    /// <summary>Failed tries after which a stopping journal gives up: about three seconds.</summary>
    private const int TriesWhenStopping = 10;

    /// <summary>Undoes the transaction.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="writing">The source that was writing; null when none was.</param>
    /// <returns>Whether to go on at once: true when one source is to blame and is set aside.</returns>
    private bool Undo(Exception error, IJournaled? writing)
    {
        var undone = TryRollback();
        if (writing is not null && !JournalFault.IsOfTheStore(error))
        {
            LogSourceBroken(error, writing);
            _broken.SetAside(writing);
            _batch.Remove(writing);
            _taken.Remove(writing);
            return true;
        }

        if (!undone || JournalFault.NeedsReopening(error))
        {
            Close();
        }

        var reason = JournalFault.Describe(error);
        if (_health is not { State: JournalState.Failing } health || !string.Equals(health.Reason, reason, StringComparison.Ordinal))
        {
            var since = _health.State == JournalState.Failing ? _health.Since : _time.GetUtcNow();
            _health = new JournalHealth(JournalState.Failing, reason, since);
            LogFailing(reason, _batch.Count + _queue.Count);
        }

        return false;
    }

    private bool TryRollback()
    {
        try
        {
            _connection?.Rollback();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>A connection that met a fault of the disk may hold stale pages or handles: a new one starts clean.</summary>
    private void Close()
    {
        var connection = _connection;
        _connection = null;
        try
        {
            connection?.Dispose();
        }
        catch (SqliteException)
        {
            // Closing reports the fault that is being handled already.
        }
    }

    private bool Retry(int failures)
    {
        _meters.Failed();
        if (_stopping && failures >= TriesWhenStopping)
        {
            LogLost(_batch.Count + _queue.Count, _health.Reason ?? "");
            return false;
        }

        var wait = s_firstRetry * Math.Pow(2, Math.Min(failures - 1, 10));
        _signal.Rest(wait < s_lastRetry ? wait : s_lastRetry);
        return true;
    }

    private void Recovered()
    {
        if (_health.State == JournalState.Failing)
        {
            LogRecovered(_health.Since);
            _health = new JournalHealth(JournalState.Open, null, _time.GetUtcNow());
        }
    }
}

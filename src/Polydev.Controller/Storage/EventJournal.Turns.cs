using System.Diagnostics;

namespace Polydev.Controller.Storage;

/// <content>Who commits: the thread that scheduled something urgent, or the journal's own.</content>
internal sealed partial class EventJournal
{
    /// <summary>Timestamps until what is patient is due; 0 or less when it is.</summary>
    private long PatienceLeft => Volatile.Read(ref _committedAt) + s_patience - Stopwatch.GetTimestamp();

    private bool TryEnter() => Interlocked.CompareExchange(ref _turn, 1, 0) == 0;

    /// <summary>Gives the turn back, and sees to it that what came meanwhile gets one.</summary>
    private void Leave()
    {
        var broken = _broken.Count > 0;
        Interlocked.Exchange(ref _turn, 0);
        if (broken || HasWorkForThread())
        {
            _signal.Raise();
        }
    }

    /// <summary>Whether the journal's thread can do something now. Asked without the turn: a wrong answer costs a look, and <see cref="Leave"/> asks again.</summary>
    private bool HasWorkForThread() => Volatile.Read(ref _turn) == 0 && HasWork;

    private bool HasWork =>
        _stopping || _batch.Count > 0 || (!_queue.IsEmpty && (_urgent || PatienceLeft <= 0)) || _broken.UntilDue == TimeSpan.Zero;

    /// <summary>Time until there is something to do although nobody says so; null for never.</summary>
    private TimeSpan? UntilWork()
    {
        var broken = _broken.UntilDue;
        if (_queue.IsEmpty && Stopwatch.GetTimestamp() - Volatile.Read(ref _patientAt) >= s_dozing)
        {
            return broken;
        }

        var patient = TimeSpan.FromSeconds((_queue.IsEmpty ? s_patience : Math.Max(0, PatienceLeft)) / (double)Stopwatch.Frequency);
        return broken < patient ? broken : patient;
    }

    /// <summary>Commits what waits, once, and tells whoever waits for it on this thread. Leaves it to the journal's own thread when it is much, or not easy.</summary>
    private void CommitOnTheSpot()
    {
        IJournaled[] durable = [];
        try
        {
            if (IsEasy && _gate.TryEnter())
            {
                try
                {
                    Take();
                    durable = Note(Math.Max(0, Commit()));
                }
                finally
                {
                    _gate.Exit();
                }
            }
        }
        finally
        {
            Leave();
        }

        Announce(durable);
    }

    private bool IsEasy =>
        _batch.Count == 0 && _broken.Count == 0 && _connection is not null && !_stopping
        && _queue.Count is > 0 and <= MaxSourcesOnTheSpot
        && _health.State == JournalState.Open;

    /// <summary>Lets more gather when there was company a moment ago: half a dozen sources in a commit cost little more than one.</summary>
    private void LetGather()
    {
        if (_shared && Stopwatch.GetTimestamp() - Volatile.Read(ref _committedAt) < s_recently)
        {
            JournalSignal.Pause(GatherMicroseconds);
        }
    }

    /// <summary>The journal's own thread.</summary>
    private void Run()
    {
        var failures = 0;
        while (true)
        {
            if (!TryEnter())
            {
                _signal.Wait();
                continue;
            }

            if (!HasWork)
            {
                Leave();
                _signal.Wait();
                continue;
            }

            LetGather();
            Take();
            if (_batch.Count == 0)
            {
                if (_stopping)
                {
                    break;
                }

                Leave();
                continue;
            }

            failures = CommitBatch() ? 0 : failures + 1;
            if (failures > 0 && !Retry(failures))
            {
                break;
            }
        }

        // The turn stays taken: nobody else may commit after the end.
        End();
    }

    /// <summary>Commits what was taken, gives the turn back and tells whoever waits. False when the commit is to be tried again.</summary>
    private bool CommitBatch()
    {
        int written;
        _gate.Enter();
        try
        {
            written = Commit();
        }
        finally
        {
            _gate.Exit();
        }

        _shared = written > 1;
        var durable = Note(Math.Max(0, written));
        Leave();
        AnnounceAside(durable);
        return written >= 0;
    }
}

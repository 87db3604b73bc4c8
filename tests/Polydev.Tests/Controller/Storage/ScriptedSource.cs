using Polydev.Controller.Storage;

namespace Polydev.Tests.Controller.Storage;

/// <summary>A source with a queue of changes, as an execution is: what was written and not yet committed is written again.</summary>
internal sealed class ScriptedSource(EventJournal journal) : IJournaled
{
    private readonly Lock _lock = new();
    private readonly List<(int Order, Action<IJournalTransaction> Change)> _pending = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _order;
    private int _written;

    public int Committed { get; private set; }

    /// <summary>Id of the thread that was last told.</summary>
    public int ToldOn { get; private set; }

    /// <summary>Adds a change; completes when it is durable.</summary>
    public Task Add(Action<IJournalTransaction> change, CommitWhen when = CommitWhen.OnTheSpot)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _pending.Add((_order++, change));
            _waiting.Add(done);
        }

        journal.Schedule(this, when);
        return done.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public void Write(IJournalTransaction transaction)
    {
        lock (_lock)
        {
            _written = _pending.Count;
            foreach (var (_, change) in _pending)
            {
                change(transaction);
            }
        }
    }

    public void OnCommitted()
    {
        lock (_lock)
        {
            _pending.RemoveRange(0, _written);
            foreach (var done in _waiting.GetRange(0, _written))
            {
                done.SetResult();
            }

            _waiting.RemoveRange(0, _written);
            Committed += _written;
            _written = 0;
        }
    }

    public void Announce() => ToldOn = Environment.CurrentManagedThreadId;
}

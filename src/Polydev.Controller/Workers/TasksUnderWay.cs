using System.Collections.Concurrent;

namespace Polydev.Controller.Workers;

/// <summary>Tasks that nobody waits for now, but whoever ends the process must.</summary>
internal sealed class TasksUnderWay
{
    private readonly ConcurrentDictionary<Task, bool> _pending = [];

    /// <summary>Keeps a task until it is over.</summary>
    public void Add(Task task)
    {
        _pending.TryAdd(task, true);
        _ = task.ContinueWith(done => _pending.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits until all that are under way now are over, or the token is cancelled. Never throws.</summary>
    public async Task IdleAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_pending.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

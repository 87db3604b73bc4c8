namespace Polydev.Worker.Linked;

/// <summary>How many bytes of unacknowledged events the whole worker may hold.</summary>
internal sealed class EventBudget(long limit)
{
    private readonly Lock _gate = new();
    private long _held;
    private TaskCompletionSource? _room;

    /// <summary>Whether calls may read on.</summary>
    public bool HasRoom => Interlocked.Read(ref _held) < limit;

    /// <summary>Bytes held now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Counts bytes in (positive) or out (negative).</summary>
    public void Add(long bytes)
    {
        if (bytes == 0 || Interlocked.Add(ref _held, bytes) >= limit || bytes > 0)
        {
            return;
        }

        TaskCompletionSource? room;
        lock (_gate)
        {
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
    }

    /// <summary>Ends when bytes left and there is room again.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            return HasRoom ? Task.CompletedTask : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}

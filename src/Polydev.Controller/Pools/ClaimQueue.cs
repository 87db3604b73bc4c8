namespace Polydev.Controller.Pools;

/// <summary>The claims that wait, first come first served. Guarded by its pool's lock.</summary>
internal sealed class ClaimQueue
{
    private readonly LinkedList<ClaimWaiter> _waiters = new();

    /// <summary>How many wait.</summary>
    public int Count => _waiters.Count;

    /// <summary>What they want, in order.</summary>
    public IEnumerable<ClaimRequest> Requests => _waiters.Select(w => w.Request);

    /// <summary>Adds a claim at the end.</summary>
    public void Add(ClaimWaiter waiter) => _waiters.AddLast(waiter);

    /// <summary>Takes a claim out. False when it was served before: then it keeps its worker, and its caller gives it back.</summary>
    public bool Remove(ClaimWaiter waiter) => _waiters.Remove(waiter);

    /// <summary>Takes all out.</summary>
    public List<ClaimWaiter> TakeAll()
    {
        var all = _waiters.ToList();
        _waiters.Clear();
        return all;
    }

    /// <summary>Takes those out for whom there is a place now.</summary>
    /// <param name="take">Takes a place for a claim; null when there is none.</param>
    public List<(ClaimWaiter Waiter, Placement Place)> TakeServed(Func<ClaimRequest, Placement?> take)
    {
        List<(ClaimWaiter, Placement)> served = [];
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            if (take(node.Value.Request) is { } place)
            {
                _waiters.Remove(node);
                served.Add((node.Value, place));
            }

            node = next;
        }

        return served;
    }
}

using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>What the node says, and what becomes of the book by it.</summary>
internal sealed partial class NodeBook
{
    /// <summary>The node is connected: settles what became of everything while it was not.</summary>
    /// <param name="hello">All that it holds.</param>
    /// <param name="send">Sends it a command; never blocks.</param>
    public void Connect(NodeHello hello, Action<NodeCommand> send)
    {
        lock (_gate)
        {
            var sameProcess = hello.Instance == _instance;
            (_instance, _send) = (hello.Instance, send);
            foreach (var notice in hello.Ended)
            {
                End(notice);
            }

            foreach (var held in hello.Allocations)
            {
                Hold(held);
            }

            SettleMissing(hello, sameProcess);
        }
    }

    /// <summary>The node is away.</summary>
    public void Disconnect()
    {
        lock (_gate)
        {
            _send = null;
            foreach (var worker in _workers.Values)
            {
                worker.Stopping?.TrySetResult(new StopResult(true, $"node {node} went away; the worker is ended when it is back"));
                worker.Stopping = null;
            }
        }
    }

    /// <summary>Takes what came of a start.</summary>
    /// <returns>Whether somebody waited for it.</returns>
    public bool OnStarted(StartAnswer answer)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(answer.Id, out var worker))
            {
                if (answer.Allocation is not null)
                {
                    AddOrphan(answer.Id, Ours(answer.Allocation, answer.Id));
                }

                return false;
            }

            var awaited = worker.Starting is not null;
            if (answer.Allocation is not null)
            {
                Place(worker, answer.Allocation);
            }
            else if (worker.Allocation is null)
            {
                _workers.Remove(worker.Id);
                worker.Starting?.TrySetResult(answer.Failure());
                worker.Stopping?.TrySetResult(new StopResult(true));
            }

            return awaited;
        }
    }

    /// <summary>Takes what came of a stop.</summary>
    public void OnStopped(StopAnswer answer)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(answer.Id, out var worker))
            {
                return;
            }

            if (answer.Stopped)
            {
                Remove(worker, "stopped", exitCode: null);
                return;
            }

            worker.Stopping?.TrySetResult(new StopResult(false, answer.Message ?? "the node gave no reason"));
            worker.Stopping = null;
        }
    }

    /// <summary>Takes an end, which may be said more than once.</summary>
    public void OnEnded(EndNotice notice)
    {
        lock (_gate)
        {
            End(notice);
        }
    }

    private void End(EndNotice notice)
    {
        _send?.Invoke(new EndAck(notice.Number));
        if (_workers.TryGetValue(notice.Allocation.WorkerId, out var worker))
        {
            worker.Allocation ??= Ours(notice.Allocation, worker.Id);
            worker.Starting?.TrySetResult(StartResult.Placed(worker.Allocation));
            Remove(worker, notice.Reason, notice.ExitCode);
        }
    }

    private void Hold(HeldWorker held)
    {
        if (_workers.TryGetValue(held.Allocation.WorkerId, out var worker))
        {
            worker.MemoryBytes ??= held.MemoryBytes;
            worker.Cpus ??= held.Cpus;
            Place(worker, held.Allocation);
            return;
        }

        var allocation = Ours(held.Allocation, held.Allocation.WorkerId);
        _workers.Add(allocation.WorkerId, new RemoteWorker(allocation.WorkerId) { Allocation = allocation, MemoryBytes = held.MemoryBytes, Cpus = held.Cpus });
        found(allocation);
    }

    private void SettleMissing(NodeHello hello, bool sameProcess)
    {
        var held = hello.Allocations.Select(h => h.Allocation.WorkerId).ToHashSet(StringComparer.Ordinal);
        var starting = hello.Starting.ToHashSet(StringComparer.Ordinal);
        foreach (var worker in _workers.Values.Where(w => !held.Contains(w.Id)).ToList())
        {
            if (starting.Contains(worker.Id))
            {
                TellStopIfOwed(worker);
            }
            else if (worker.Starting is null)
            {
                Remove(worker, "it was gone when its node came back", exitCode: null);
            }
            else if (sameProcess)
            {
                // The command or the answer was lost; the node knows which, and does not start a second one.
                _send!(new StartCommand(worker.Id, worker.Spec!));
            }
            else
            {
                _workers.Remove(worker.Id);
                worker.Starting.TrySetResult(StartResult.Failed(DriverError.Unavailable, $"node {node} restarted while it started the worker"));
            }
        }

        foreach (var id in starting.Where(id => !_workers.ContainsKey(id)))
        {
            AddOrphan(id, allocation: null);
        }
    }

    /// <summary>A worker of an earlier controller that has no nonce any more, or of which nobody here knows: it is ended.</summary>
    private void AddOrphan(string id, Allocation? allocation)
    {
        var worker = new RemoteWorker(id) { Allocation = allocation, Owed = true, Told = true };
        _workers.Add(id, worker);
        TellStop(worker);
    }

    private void Place(RemoteWorker worker, Allocation allocation)
    {
        worker.Allocation ??= Ours(allocation, worker.Id);
        worker.Starting?.TrySetResult(StartResult.Placed(worker.Allocation));
        worker.Starting = null;
        TellStopIfOwed(worker);
    }
}

using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>
/// The workers of one node as the controller knows them, over all connections of that node: no start makes two workers, no worker is lost without an end,
/// and what must not live is ended as soon as the node can be told.
/// </summary>
/// <param name="node">Name of the node.</param>
/// <param name="ended">Is told each end once. Called under the lock: quick, and never back into here.</param>
/// <param name="found">Is told of each worker that the node has and nobody here has asked for, likewise.</param>
internal sealed partial class NodeBook(string node, Action<AllocationEnded> ended, Action<Allocation> found)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RemoteWorker> _workers = new(StringComparer.Ordinal);
    private Action<NodeCommand>? _send;
    private string? _instance;

    /// <summary>Workers that may live.</summary>
    public IReadOnlyList<Allocation> Placed
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers.Values.Where(w => w is { Owed: false, Allocation: not null }).Select(w => w.Allocation!)];
            }
        }
    }

    /// <summary>Workers that take room, those that are yet to be ended included.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _workers.Count;
            }
        }
    }

    /// <summary>Memory in bytes and cores that are promised, and how many workers there are beside of which nobody knows the limits.</summary>
    public (long MemoryBytes, double Cpus, int Unmeasured) Promised
    {
        get
        {
            lock (_gate)
            {
                return (_workers.Values.Sum(w => w.MemoryBytes ?? 0), _workers.Values.Sum(w => w.Cpus ?? 0), _workers.Values.Count(w => w.MemoryBytes is null));
            }
        }
    }

    /// <summary>Asks the node for a worker. One id makes one worker, however often it is asked for.</summary>
    /// <returns>What comes of it; who waits no longer says so by giving the id up.</returns>
    public Task<StartResult> Start(WorkerSpec spec)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue(spec.WorkerId, out var known))
            {
                return known.Starting?.Task ?? Task.FromResult(known is { Owed: false, Allocation: { } placed } ? StartResult.Placed(placed) : Away());
            }

            if (_send is null)
            {
                return Task.FromResult(Away());
            }

            var worker = new RemoteWorker(spec.WorkerId)
            {
                Spec = spec,
                MemoryBytes = spec.MemoryBytes,
                Cpus = spec.Cpus,
                Starting = new TaskCompletionSource<StartResult>(TaskCreationOptions.RunContinuationsAsynchronously),
            };
            _workers.Add(worker.Id, worker);
            _send(new StartCommand(worker.Id, spec));
            return worker.Starting.Task;
        }
    }

    /// <summary>Stops waiting for a start. Should it succeed all the same, the worker is ended.</summary>
    public void GiveUp(string workerId, DriverError error, string message)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue(workerId, out var worker))
            {
                GiveUp(worker, error, message);
            }
        }
    }

    /// <summary>Stops waiting for every start.</summary>
    public void GiveUpAll(DriverError error, string message)
    {
        lock (_gate)
        {
            foreach (var worker in _workers.Values)
            {
                GiveUp(worker, error, message);
            }
        }
    }

    /// <summary>Ends a worker: now, or when the node is back.</summary>
    public Task<StopResult> Stop(Allocation allocation)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(allocation.WorkerId, out var worker))
            {
                if (_instance is not null)
                {
                    return Task.FromResult(new StopResult(true));
                }

                // Not heard of since this controller started: what an earlier one placed there may still live.
                _workers.Add(allocation.WorkerId, worker = new RemoteWorker(allocation.WorkerId) { Allocation = allocation, Told = true });
            }

            worker.Owed = true;
            if (_send is null)
            {
                return Task.FromResult(new StopResult(true, $"node {node} is away; the worker is ended when it is back"));
            }

            worker.Stopping ??= new TaskCompletionSource<StopResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            TellStop(worker);
            return worker.Stopping.Task;
        }
    }

    /// <summary>Ends every worker for us at once, and on the node as soon as it can be told.</summary>
    public void EndAll(string reason)
    {
        lock (_gate)
        {
            foreach (var worker in _workers.Values)
            {
                GiveUp(worker, DriverError.Unavailable, reason);
                Tell(worker, reason, exitCode: null);
                worker.Owed = true;
            }
        }
    }

    /// <summary>Says again which workers must end, to a node that could not end them before.</summary>
    public void Insist()
    {
        lock (_gate)
        {
            foreach (var worker in _workers.Values.Where(w => w.Owed))
            {
                TellStop(worker);
            }
        }
    }

    private void GiveUp(RemoteWorker worker, DriverError error, string message)
    {
        if (worker.Starting is { } starting)
        {
            (worker.Starting, worker.Owed, worker.Told) = (null, true, true);
            starting.TrySetResult(StartResult.Failed(error, message));
            TellStop(worker);
        }
    }

    private void Remove(RemoteWorker worker, string reason, int? exitCode)
    {
        _workers.Remove(worker.Id);
        worker.Stopping?.TrySetResult(new StopResult(true));
        Tell(worker, reason, exitCode);
    }

    private void Tell(RemoteWorker worker, string reason, int? exitCode)
    {
        if (worker is { Told: false, Allocation: { } allocation })
        {
            worker.Told = true;
            ended(new AllocationEnded(allocation, reason, exitCode));
        }
    }

    private void TellStop(RemoteWorker worker) => _send?.Invoke(new StopCommand(worker.Id, worker.Allocation));

    private void TellStopIfOwed(RemoteWorker worker)
    {
        if (worker.Owed)
        {
            TellStop(worker);
        }
    }

    /// <summary>A node speaks for itself only: whatever name it gives, the worker is on it.</summary>
    private Allocation Ours(Allocation allocation, string workerId) => allocation with { Node = node, WorkerId = workerId };

    private StartResult Away() => StartResult.Failed(DriverError.Unavailable, $"node {node} is away");
}

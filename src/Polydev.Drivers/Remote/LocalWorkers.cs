using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>
/// The workers of this node over all its connections to controllers: what came of each start is remembered, so that one asked for twice is started once,
/// and each end is said until it is acknowledged.
/// </summary>
/// <remarks>Knows no driver and no clock: it says what to do, and is told what came of it.</remarks>
internal sealed class LocalWorkers
{
    private const int FinishedKept = 4096;
    private static readonly string[] s_states = [LocalWorker.Starting, LocalWorker.Running, LocalWorker.Stopping];
    private readonly Lock _gate = new();
    private readonly string _instance = Guid.NewGuid().ToString("n");
    private readonly Dictionary<string, LocalWorker> _workers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, EndNotice> _unacknowledged = [];
    private readonly Queue<string> _finished = new();
    private Action<NodeFrame>? _send;
    private long _lastNumber;

    /// <summary>Workers that live or are being started.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _workers.Values.Count(w => w.Lives);
            }
        }
    }

    /// <summary>The same by state: <c>starting</c>, <c>running</c>, and <c>stopping</c> once that was asked for.</summary>
    public IReadOnlyDictionary<string, int> ByState
    {
        get
        {
            lock (_gate)
            {
                return s_states.ToDictionary(state => state, state => _workers.Values.Count(w => w.Lives && w.State == state), StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Counts a worker that an earlier process of this node left.</summary>
    public void Recover(Allocation allocation)
    {
        lock (_gate)
        {
            _workers.TryAdd(allocation.WorkerId, new LocalWorker(allocation.WorkerId, spec: null) { Result = StartResult.Placed(allocation) });
        }
    }

    /// <summary>A controller is connected: says all that is here, and from now on what happens.</summary>
    /// <param name="hello">The hello to say, but for the workers.</param>
    /// <param name="send">Sends a frame; never blocks.</param>
    public void Attach(Func<string, NodeHello> hello, Action<NodeFrame> send)
    {
        lock (_gate)
        {
            _send = send;
            send(hello(_instance) with
            {
                Allocations = [.. _workers.Values.Where(w => w is { Lives: true, Result: not null }).Select(w => new HeldWorker(w.Result!.Allocation!, w.Spec?.MemoryBytes, w.Spec?.Cpus))],
                Starting = [.. _workers.Values.Where(w => w.Result is null).Select(w => w.Id)],
                Ended = [.. _unacknowledged.Values],
            });
        }
    }

    /// <summary>The controller is gone.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _send = null;
        }
    }

    /// <summary>Takes the wish for a worker.</summary>
    /// <returns>Whether it is to be started now; false for one that was asked for before.</returns>
    public bool Begin(StartCommand start)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue(start.Id, out var known))
            {
                Answer(known);
                return false;
            }

            _workers.Add(start.Id, new LocalWorker(start.Id, start.Spec));
            return true;
        }
    }

    /// <summary>A start is over.</summary>
    /// <returns>What must be ended at once, because that was asked for meanwhile; null for nothing.</returns>
    public Allocation? Settle(string id, StartResult result)
    {
        lock (_gate)
        {
            var worker = _workers[id];
            worker.Result = result;
            Answer(worker);
            if (!worker.Lives)
            {
                Finish(worker);
            }

            return worker is { StopWanted: true, Lives: true } ? result.Allocation : null;
        }
    }

    /// <summary>Takes the wish for an end.</summary>
    /// <returns>What is to be ended now; null when that is done already, or follows when the start is over.</returns>
    public Allocation? BeginStop(StopCommand stop)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(stop.Id, out var worker))
            {
                return stop.Allocation ?? Stopped(stop.Id);
            }

            worker.StopWanted = true;
            if (worker.Result is null)
            {
                return null;
            }

            return worker.Lives ? worker.Result.Allocation : Stopped(stop.Id);
        }
    }

    /// <summary>Every worker is to end.</summary>
    /// <returns>What is to be ended now; what is being started is ended as soon as it is placed.</returns>
    public IReadOnlyList<Allocation> BeginStopAll()
    {
        lock (_gate)
        {
            foreach (var worker in _workers.Values)
            {
                worker.StopWanted = true;
            }

            return [.. _workers.Values.Where(w => w is { Lives: true, Result: not null }).Select(w => w.Result!.Allocation!)];
        }
    }

    /// <summary>A stop is over.</summary>
    /// <returns>Whether a worker ended by it.</returns>
    public bool SettleStop(string id, StopResult result)
    {
        lock (_gate)
        {
            LocalWorker? worker = null;
            var ended = result.Stopped && _workers.TryGetValue(id, out worker) && worker is { Ended: false };
            if (ended)
            {
                worker!.Ended = true;
                Finish(worker);
            }

            _send?.Invoke(new StopAnswer(id, result.Stopped, result.Message));
            return ended;
        }
    }

    /// <summary>The driver says that a worker ended.</summary>
    /// <returns>False when that is known already.</returns>
    public bool OnEnded(AllocationEnded ended)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(ended.Allocation.WorkerId, out var worker) || worker.Ended)
            {
                return false;
            }

            worker.Ended = true;
            if (worker.Result is not null)
            {
                Finish(worker);
            }

            var notice = new EndNotice(++_lastNumber, ended.Allocation, ended.Reason, ended.ExitCode);
            _unacknowledged.Add(notice.Number, notice);
            _send?.Invoke(notice);
            return true;
        }
    }

    /// <summary>The controller knows of an end.</summary>
    public void Acknowledge(long number)
    {
        lock (_gate)
        {
            _unacknowledged.Remove(number);
        }
    }

    /// <summary>Sends a frame to the controller, when there is one.</summary>
    public void Send(NodeFrame frame)
    {
        lock (_gate)
        {
            _send?.Invoke(frame);
        }
    }

    private Allocation? Stopped(string id)
    {
        _send?.Invoke(new StopAnswer(id, Stopped: true));
        return null;
    }

    private void Answer(LocalWorker worker)
    {
        if (worker.Result is { } result)
        {
            _send?.Invoke(StartAnswer.Of(worker.Id, result));
        }
    }

    /// <summary>What is over is remembered for a while, for a start that is asked for again.</summary>
    private void Finish(LocalWorker worker)
    {
        _finished.Enqueue(worker.Id);
        while (_finished.Count > FinishedKept)
        {
            _workers.Remove(_finished.Dequeue());
        }
    }
}

using Polydev.Drivers;
using Polydev.Drivers.Remote;
using Polydev.Drivers.Remote.Frames;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>A node and its controller with a wire between them that breaks, loses and doubles, one step at a time and in one thread.</summary>
internal sealed class LossyNode
{
    private readonly List<string> _startsUnderWay = [];
    private readonly List<(string Id, Allocation Allocation)> _stopsUnderWay = [];
    private LocalWorkers _local = new();
    private Wire? _wire;
    private Wire? _inCharge;
    private int _lastId;

    public LossyNode() => Book = new NodeBook("n1", ended => Ends.Add(ended.Allocation.WorkerId), found => Found.Add(found.WorkerId));

    public NodeBook Book { get; }

    public List<string> Ends { get; } = [];

    public List<string> Found { get; } = [];

    /// <summary>What really runs on the host.</summary>
    public Dictionary<string, Allocation> Running { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each worker was really begun.</summary>
    public Dictionary<string, int> Begun { get; } = new(StringComparer.Ordinal);

    /// <summary>What each start came to, for who asked.</summary>
    public Dictionary<string, Task<StartResult>> Asked { get; } = new(StringComparer.Ordinal);

    public List<Task<StopResult>> Stops { get; } = [];

    public void Step(int what, int which)
    {
        switch (what)
        {
            case 0:
                var id = "w" + _lastId++;
                Asked[id] = Book.Start(Spec(id));
                break;
            case 1:
                Down();
                break;
            case 2:
                Up(doubled: which % 4 == 0);
                break;
            case 3:
                CloseHere();
                break;
            case 4:
                CloseThere();
                break;
            case 5:
                Dial();
                break;
            case 6:
                FinishStart(which, fails: which % 3 == 0);
                break;
            case 7:
                FinishStop(which);
                break;
            case 8 when Pick(Running.Keys, which) is { } dies:
                Die(dies);
                break;
            case 9 when Pick(Book.Placed.Select(a => a.WorkerId), which) is { } unwanted:
                Stops.Add(Book.Stop(Book.Placed.First(a => a.WorkerId == unwanted)));
                break;
            case 10:
                Restart(which);
                break;
            case 11:
                Book.GiveUpAll(DriverError.Unavailable, "too long");
                break;
            case 12 when _inCharge is null:
                Book.EndAll("node n1 lost");
                break;
            default:
                break;
        }
    }

    /// <summary>Everything arrives and is done, until nothing happens any more.</summary>
    public void ComeToRest()
    {
        for (var round = 0; round < 3; round++)
        {
            if (_wire is null || _inCharge != _wire)
            {
                CloseThere();
                Dial();
            }

            do
            {
                while (_startsUnderWay.Count > 0)
                {
                    FinishStart(0, fails: false);
                }

                while (_stopsUnderWay.Count > 0)
                {
                    FinishStop(0);
                }
            }
            while (Down() | Up(doubled: false) || _startsUnderWay.Count + _stopsUnderWay.Count > 0);

            Book.Insist();
        }

        Assert.False(Down(), "the controller still asks for something");
    }

    public static WorkerSpec Spec(string id) => new() { WorkerId = id, Pool = "default", Nonce = "n", MemoryBytes = 1 << 20, Cpus = 0 };

    private static Allocation Place(string id) => new() { Driver = "fake", ExternalId = "x" + id, Node = "another name", WorkerId = id, Pool = "default" };

    private static string? Pick(IEnumerable<string> from, int which) => from.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } all ? all[which % all.Count] : null;

    private bool Down()
    {
        if (_wire is not { } wire || !wire.Down.TryDequeue(out var command))
        {
            return false;
        }

        switch (command)
        {
            case StartCommand start when _local.Begin(start):
                Begun[start.Id] = Begun.GetValueOrDefault(start.Id) + 1;
                _startsUnderWay.Add(start.Id);
                break;
            case StopCommand stop when _local.BeginStop(stop) is { } allocation:
                _stopsUnderWay.Add((stop.Id, allocation));
                break;
            case EndAck ack:
                _local.Acknowledge(ack.Number);
                break;
            default:
                break;
        }

        return true;
    }

    private bool Up(bool doubled)
    {
        if (_wire is not { ClosedHere: false } wire || !wire.Up.TryDequeue(out var frame))
        {
            return false;
        }

        for (var times = 0; times < (doubled ? 2 : 1); times++)
        {
            if (frame is NodeHello hello)
            {
                _inCharge = wire;
                Book.Connect(hello, wire.Down.Enqueue);
            }
            else if (_inCharge == wire)
            {
                Hear(frame);
            }
        }

        return true;
    }

    private void Hear(NodeFrame frame)
    {
        switch (frame)
        {
            case StartAnswer answer:
                Book.OnStarted(answer);
                break;
            case StopAnswer answer:
                Book.OnStopped(answer);
                break;
            case EndNotice notice:
                Book.OnEnded(notice);
                break;
            default:
                break;
        }
    }

    /// <summary>The controller's end breaks; what it has sent may still arrive.</summary>
    private void CloseHere()
    {
        if (_wire is { } wire)
        {
            wire.ClosedHere = true;
            if (_inCharge == wire)
            {
                _inCharge = null;
                Book.Disconnect();
            }
        }
    }

    /// <summary>The node's end breaks; what is on its way is lost, and the controller hears of it.</summary>
    private void CloseThere()
    {
        CloseHere();
        _local.Detach();
        _wire = null;
    }

    private void Dial()
    {
        if (_wire is null)
        {
            var wire = _wire = new Wire();
            _local.Attach(instance => new NodeHello { Instance = instance, Figures = Figures() }, wire.Up.Enqueue);
        }
    }

    private void FinishStart(int which, bool fails)
    {
        if (Pick(_startsUnderWay, which) is not { } id)
        {
            return;
        }

        _startsUnderWay.Remove(id);
        var allocation = Place(id);
        if (!fails)
        {
            Running.Add(id, allocation);
        }

        if (_local.Settle(id, fails ? StartResult.Failed(DriverError.Unavailable, "told to") : StartResult.Placed(allocation)) is { } unwanted)
        {
            _stopsUnderWay.Add((id, unwanted));
        }
    }

    private void FinishStop(int which)
    {
        if (_stopsUnderWay.Count == 0)
        {
            return;
        }

        var (id, _) = _stopsUnderWay[which % _stopsUnderWay.Count];
        _stopsUnderWay.RemoveAll(s => s.Id == id);
        Running.Remove(id, out var ran);

        // Some drivers tell the end before the stop returns, some after, some not at all.
        var tells = ran is not null ? which % 3 : 0;
        if (tells == 1)
        {
            _local.OnEnded(new AllocationEnded(ran!, "stopped", null));
        }

        _local.SettleStop(id, new StopResult(true));
        if (tells == 2)
        {
            _local.OnEnded(new AllocationEnded(ran!, "stopped", null));
        }
    }

    private void Die(string id)
    {
        Running.Remove(id, out var allocation);
        _local.OnEnded(new AllocationEnded(allocation!, "killed by signal 9", 137));
    }

    /// <summary>The node's process is killed and another comes: it finds what runs, and knows nothing else. A start that was under way may still have come to something.</summary>
    private void Restart(int which)
    {
        CloseThere();
        foreach (var id in _startsUnderWay.Where((_, index) => (which + index) % 2 == 0))
        {
            Running.Add(id, Place(id));
        }

        _startsUnderWay.Clear();
        _stopsUnderWay.Clear();
        _local = new LocalWorkers();
        foreach (var allocation in Running.Values)
        {
            _local.Recover(allocation);
        }
    }

    private static NodeFigures Figures() => new()
    {
        Driver = "fake",
        Os = "Linux",
        Version = "1",
        Cpus = 8,
        MemoryBytes = 1L << 36,
        MemoryAvailableBytes = 1L << 36,
        ReserveMemoryBytes = 0,
        Isolation = new WorkerIsolation { Mechanism = "fake", Network = true, Filesystem = true, Processes = true, MemoryLimit = "none", CpuLimit = "none" },
        Usable = true,
    };

    private sealed class Wire
    {
        public Queue<NodeCommand> Down { get; } = new();

        public Queue<NodeFrame> Up { get; } = new();

        public bool ClosedHere { get; set; }
    }
}

using Microsoft.Extensions.Logging;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>One node of a controller: its connection, its figures, how its starts go, and its workers.</summary>
internal sealed class RemoteNode
{
    private readonly RemoteDriverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly NodeContact _contact;
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeFigures? _figures;
    private string? _instance;
    private long _insistedAt;
    private bool _lost;
    private bool _revoked;

    /// <summary>A node that is not connected yet.</summary>
    public RemoteNode(string name, NodeBook book, RemoteDriverOptions options, TimeProvider time, ILogger logger)
    {
        (Name, Book, _options, _time, _logger) = (name, book, options, time, logger);
        Starts = new StartHistory(time);
        Pace.SetLimit(options.ParallelStartsPerNode);
        _contact = new NodeContact(time);
    }

    /// <summary>Name, by its certificate.</summary>
    public string Name { get; }

    /// <summary>Its workers.</summary>
    public NodeBook Book { get; }

    /// <summary>How its starts went.</summary>
    public StartHistory Starts { get; }

    /// <summary>Its turns to start.</summary>
    public StartPace Pace { get; } = new();

    /// <summary>Who drains it.</summary>
    public NodeDrains Drains { get; } = new();

    /// <summary>Completes when it was connected for the first time.</summary>
    public Task Heard => _heard.Task;

    /// <summary>When something came from it; null before the first time.</summary>
    public DateTimeOffset? LastSeen => _contact.LastSeen;

    /// <summary>Whether it is connected.</summary>
    public bool Connected => _contact.Session is not null;

    /// <summary>How long it has been away; zero while it is connected.</summary>
    public TimeSpan AwayFor => _contact.AwayFor;

    /// <summary>What its host has, as it said last; null before the first time.</summary>
    public NodeFigures? Figures
    {
        get
        {
            lock (_gate)
            {
                return _figures;
            }
        }
    }

    /// <summary>Its state, as operators see it.</summary>
    public string State
    {
        get
        {
            lock (_gate)
            {
                return this switch
                {
                    { _revoked: true } => NodeStates.Revoked,
                    { _contact.Session: null } => NodeStates.Away,
                    { Drains.Deadline: not null } => NodeStates.Draining,
                    { _figures.Usable: false } => NodeStates.Unusable,
                    _ => Starts.RestsFor > TimeSpan.Zero ? NodeStates.Resting : NodeStates.Ready,
                };
            }
        }
    }

    /// <summary>What it has and has promised.</summary>
    public NodeLoad Load
    {
        get
        {
            var figures = Figures;
            var (memory, cpus, unmeasured) = Book.Promised;
            return new NodeLoad(figures?.MemoryBytes ?? 0, figures?.ReserveMemoryBytes ?? 0, figures?.Cpus ?? 0, memory, cpus, unmeasured);
        }
    }

    /// <summary>Takes a frame of one of its connections. The first that says hello is in charge until another does.</summary>
    public void OnFrame(NodeSession session, NodeFrame frame)
    {
        if (frame is NodeHello hello)
        {
            Connect(session, hello);
            return;
        }

        if (!_contact.Hear(session))
        {
            session.Drop("the first line is no hello");
            return;
        }

        switch (frame)
        {
            case NodeStatus status:
                SetFigures(status.Figures);
                break;
            case StartAnswer answer:
                OnStarted(answer);
                break;
            case StopAnswer answer:
                Book.OnStopped(answer);
                break;
            case EndNotice notice:
                Book.OnEnded(notice);
                break;
            case DrainNotice notice:
                DrainItself(notice.Seconds);
                break;
            case NodeClosing closing:
                _logger.NodeCloses(Name, closing.Reason);
                break;
            default:
                break;
        }
    }

    /// <summary>A connection is over.</summary>
    public void OnClosed(NodeSession session)
    {
        lock (_gate)
        {
            if (_contact.End(session))
            {
                Book.Disconnect();
            }
        }
    }

    /// <summary>Looks at the clock: asks, gives up, insists. Called every second.</summary>
    public void Beat()
    {
        var session = _contact.Session;
        if (session is null)
        {
            BeatAway();
        }
        else if (_contact.IsSilentFor(_options.Silence))
        {
            var reason = $"no word for {_options.Silence.TotalSeconds:0} s";
            _logger.NodeSilent(Name, reason);
            session.Drop(reason);
            OnClosed(session);
        }
        else if (_contact.TakePing(_options.PingEvery))
        {
            session.Send(new PingCommand());
            Insist();
        }
    }

    /// <summary>Lets it in no more, and ends its workers.</summary>
    public void Revoke()
    {
        lock (_gate)
        {
            _revoked = true;
        }

        Book.EndAll($"node {Name} revoked");
        if (_contact.Session is { } session)
        {
            session.Drop("the node is revoked");
            OnClosed(session);
        }
    }

    private void Connect(NodeSession session, NodeHello hello)
    {
        if (!hello.IsWhole)
        {
            session.Drop("it sent a hello that is not whole");
            return;
        }

        NodeSession? old;
        lock (_gate)
        {
            old = _contact.Begin(session);
            _figures = hello.Figures;
            _insistedAt = _time.GetTimestamp();
            (_lost, _revoked) = (false, false);
            if (hello.Instance != _instance)
            {
                Drains.Remove(NodeDrains.ByNode);
            }

            _instance = hello.Instance;
            if (hello.DrainSeconds is { } seconds)
            {
                DrainItself(seconds);
            }

            // Under the lock, as the next connection may be on its way: the book speaks to the one that is in charge.
            Book.Connect(hello, session.Send);
        }

        old?.Drop("the node dialled again");
        _logger.NodeConnected(Name, hello.Figures.Driver, hello.Figures.Version, hello.Allocations.Count);
        _heard.TrySetResult();
    }

    private void SetFigures(NodeFigures figures)
    {
        lock (_gate)
        {
            _figures = figures;
        }
    }

    private void OnStarted(StartAnswer answer)
    {
        // One that nobody waits for was blamed when it was given up, and a duplicate is nobody's fault.
        if (Book.OnStarted(answer) && answer.Allocation is null)
        {
            Starts.Failed(answer.Failure().Message!);
        }
    }

    private void DrainItself(double seconds) =>
        Drains.Add(NodeDrains.ByNode, _time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(1).TotalSeconds)));

    private void BeatAway()
    {
        var away = AwayFor;
        if (away > _options.AnswerPatience)
        {
            Book.GiveUpAll(DriverError.Unavailable, $"node {Name} went away while it started the worker");
        }

        if (away > _options.NodeWindow && !_lost)
        {
            _lost = true;
            var count = Book.Placed.Count;
            Book.EndAll($"node {Name} lost");
            if (count > 0)
            {
                _logger.NodeLost(Name, count, away.TotalSeconds);
            }
        }
    }

    private void Insist()
    {
        if (_time.GetElapsedTime(_insistedAt) >= _options.InsistEvery)
        {
            _insistedAt = _time.GetTimestamp();
            Book.Insist();
        }
    }
}

namespace Polydev.Drivers.Remote;

/// <summary>The connection of a node: which one is in charge, when it was heard of last, and how long it has been away. Guards itself, and calls nobody while it does.</summary>
internal sealed class NodeContact(TimeProvider time)
{
    private readonly Lock _gate = new();
    private NodeSession? _session;
    private DateTimeOffset? _lastSeen;
    private long _heardAt;
    private long _pingedAt;
    private long _awaySince = time.GetTimestamp();

    /// <summary>The connection in charge; null while the node is away.</summary>
    public NodeSession? Session => Read(() => _session);

    /// <summary>When something came from it; null before the first time.</summary>
    public DateTimeOffset? LastSeen => Read(() => _lastSeen);

    /// <summary>How long it has been away; zero while it is connected.</summary>
    public TimeSpan AwayFor => Read(() => _session is null ? time.GetElapsedTime(_awaySince) : TimeSpan.Zero);

    /// <summary>Puts a connection in charge.</summary>
    /// <returns>The one whose place it takes; null for none.</returns>
    public NodeSession? Begin(NodeSession session)
    {
        lock (_gate)
        {
            var old = _session == session ? null : _session;
            _session = session;
            _pingedAt = time.GetTimestamp();
            Note();
            return old;
        }
    }

    /// <summary>Something came over a connection.</summary>
    /// <returns>False when it is not the one in charge.</returns>
    public bool Hear(NodeSession session)
    {
        lock (_gate)
        {
            if (_session != session)
            {
                return false;
            }

            Note();
            return true;
        }
    }

    /// <summary>A connection is over.</summary>
    /// <returns>False when it was not the one in charge.</returns>
    public bool End(NodeSession session)
    {
        lock (_gate)
        {
            if (_session != session)
            {
                return false;
            }

            _session = null;
            _awaySince = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Whether nothing has come for too long.</summary>
    public bool IsSilentFor(TimeSpan silence) => Read(() => _session is not null && time.GetElapsedTime(_heardAt) > silence);

    /// <summary>Whether the node is to be asked for a sign of life now; it is the next time after the given time.</summary>
    public bool TakePing(TimeSpan every)
    {
        lock (_gate)
        {
            if (_session is null || time.GetElapsedTime(_pingedAt) < every)
            {
                return false;
            }

            _pingedAt = time.GetTimestamp();
            return true;
        }
    }

    private void Note()
    {
        _heardAt = time.GetTimestamp();
        _lastSeen = time.GetUtcNow();
    }

    private T Read<T>(Func<T> value)
    {
        lock (_gate)
        {
            return value();
        }
    }
}

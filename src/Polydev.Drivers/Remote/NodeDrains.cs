namespace Polydev.Drivers.Remote;

/// <summary>Who drains a node, and until when what runs there may go on. A node drains as long as anybody wants it.</summary>
internal sealed class NodeDrains
{
    /// <summary>The node itself, which was told to stop; ends with the node's process.</summary>
    public const string ByNode = "node";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _byWhom = new(StringComparer.Ordinal);

    /// <summary>The earliest deadline; null while nobody drains the node.</summary>
    public DateTimeOffset? Deadline
    {
        get
        {
            lock (_gate)
            {
                return _byWhom.Count == 0 ? null : _byWhom.Values.Min();
            }
        }
    }

    /// <summary>What outlives a restart of the controller: all but the node's own.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Kept
    {
        get
        {
            lock (_gate)
            {
                return _byWhom.Where(d => d.Key != ByNode).ToDictionary(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Who drains it, in words; null while nobody does.</summary>
    public string? InWords
    {
        get
        {
            lock (_gate)
            {
                return _byWhom.Count == 0 ? null : "drained by " + string.Join(" and ", _byWhom.Keys.Order(StringComparer.Ordinal));
            }
        }
    }

    /// <summary>Somebody drains it; says it again to change the deadline.</summary>
    public void Add(string byWhom, DateTimeOffset deadline)
    {
        lock (_gate)
        {
            _byWhom[byWhom] = deadline;
        }
    }

    /// <summary>Somebody drains it no more.</summary>
    public void Remove(string byWhom)
    {
        lock (_gate)
        {
            _byWhom.Remove(byWhom);
        }
    }
}

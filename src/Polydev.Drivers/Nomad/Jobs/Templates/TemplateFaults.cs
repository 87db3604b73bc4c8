namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>All that is wrong with what a template was given, by field.</summary>
public sealed class TemplateFaults
{
    private readonly Dictionary<string, string[]> _faults = new(StringComparer.Ordinal);

    /// <summary>The faults of each field, in words that begin behind its name: <c>must be …</c>.</summary>
    public IReadOnlyDictionary<string, string[]> ByField => _faults;

    /// <summary>Whether one of them is that a secret was given.</summary>
    public bool HasSecret { get; private set; }

    internal void Add(string field, string? fault)
    {
        if (fault is not null)
        {
            _faults[field] = _faults.TryGetValue(field, out var before) ? [.. before, fault] : [fault];
        }
    }

    internal void AddSecret(string field, string? fault)
    {
        HasSecret |= fault is not null;
        Add(field, fault);
    }
}

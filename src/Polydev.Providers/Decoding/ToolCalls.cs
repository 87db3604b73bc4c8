namespace Polydev.Providers.Decoding;

/// <summary>The tool calls of one answer: gives each a number from 0, by the key the wire knows it by and not by arrival.</summary>
internal sealed class ToolCalls
{
    // Most answers have no calls, and then no lists either.
    private Dictionary<long, int>? _indexes;
    private List<bool>? _hasArguments;

    public int Count => _hasArguments?.Count ?? 0;

    public bool Knows(long key) => _indexes?.ContainsKey(key) ?? false;

    /// <summary>Whether some of the arguments of a call came.</summary>
    public bool HasArguments(long key) => _indexes is not null && _indexes.TryGetValue(key, out var index) && _hasArguments![index];

    /// <summary>Finds or adds the call of a key, and notes whether a piece of it holds arguments.</summary>
    public int Index(long key, bool withArguments, out bool isNew)
    {
        _indexes ??= [];
        _hasArguments ??= [];
        isNew = !_indexes.TryGetValue(key, out var index);
        if (isNew)
        {
            index = _hasArguments.Count;
            _indexes.Add(key, index);
            _hasArguments.Add(withArguments);
        }
        else if (withArguments)
        {
            _hasArguments[index] = true;
        }

        return index;
    }

    /// <summary>The calls no argument ever came for.</summary>
    public IEnumerable<int> WithoutArguments() =>
        _hasArguments is null ? [] : Enumerable.Range(0, Count).Where(index => !_hasArguments[index]);
}

using System.Globalization;

namespace Polydev.Simulator.Scripting;

/// <summary>Reads the words of a name like <c>chunks-100-rate-20</c> one after the other.</summary>
internal ref struct NameWords(string text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>Whether all was read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Reads the words when they come next.</summary>
    public bool Take(ReadOnlySpan<char> words)
    {
        if (!_rest.StartsWith(words, StringComparison.Ordinal) || (_rest.Length > words.Length && _rest[words.Length] != '-'))
        {
            return false;
        }

        _rest = _rest.Length > words.Length ? _rest[(words.Length + 1)..] : [];
        return true;
    }

    /// <summary>Reads the next word, whatever it is; null when there is none.</summary>
    public string? TakeAny()
    {
        var dash = _rest.IndexOf('-');
        var word = (dash < 0 ? _rest : _rest[..dash]).ToString();
        _rest = dash < 0 ? [] : _rest[(dash + 1)..];
        return word.Length > 0 ? word : null;
    }

    /// <summary>Reads a number when one comes next.</summary>
    /// <param name="unit">Letters that follow the number directly, as in <c>5mb</c>.</param>
    /// <param name="number">The number.</param>
    public bool TakeNumber(ReadOnlySpan<char> unit, out int number)
    {
        var dash = _rest.IndexOf('-');
        var word = dash < 0 ? _rest : _rest[..dash];
        number = 0;
        if (!word.EndsWith(unit, StringComparison.Ordinal)
            || !int.TryParse(word[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        _rest = dash < 0 ? [] : _rest[(dash + 1)..];
        return true;
    }

    /// <summary>Reads words and the number that belongs to them.</summary>
    public bool Take(ReadOnlySpan<char> words, out int number)
    {
        var before = _rest;
        number = 0;
        if (Take(words) && TakeNumber([], out number))
        {
            return true;
        }

        _rest = before;
        return false;
    }
}

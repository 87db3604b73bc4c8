using System.Globalization;
using System.Text;

namespace Polydev.Drivers.Nomad.Jobs.Hcl;

/// <summary>Writes HCL as <c>nomad fmt</c> would: two blanks a level, equals signs of neighbours in one column, lines between blocks.</summary>
internal sealed class HclWriter
{
    private const int Indent = 2;

    private readonly StringBuilder _text = new();
    private readonly List<(string Name, string Value)> _pending = [];
    private int _level;
    private bool _beginning = true;

    /// <summary>Writes a comment, one line for each of the text.</summary>
    public void Comment(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            Line(line.Length == 0 ? "#" : "# " + line);
        }
    }

    /// <summary>Writes a text; nothing when there is none, or when it says nothing.</summary>
    public void Attribute(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Raw(name, Quote(value));
        }
    }

    /// <summary>Writes a number; nothing when there is none.</summary>
    public void Attribute(string name, long? value)
    {
        if (value is { } number)
        {
            Raw(name, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Writes a truth; nothing when there is none.</summary>
    public void Attribute(string name, bool? value)
    {
        if (value is { } truth)
        {
            Raw(name, truth ? "true" : "false");
        }
    }

    /// <summary>Writes a duration; nothing when there is none.</summary>
    public void Attribute(string name, TimeSpan? value)
    {
        if (value is { } time)
        {
            Raw(name, Quote(Duration(time)));
        }
    }

    /// <summary>Writes a list of texts; nothing when there is none.</summary>
    public void Attribute(string name, IReadOnlyList<string>? values)
    {
        if (values is not null)
        {
            Raw(name, "[" + string.Join(", ", values.Select(Quote)) + "]");
        }
    }

    /// <summary>Writes a block.</summary>
    /// <param name="head">Its name, and its labels in quotes.</param>
    /// <param name="content">Writes what is in it.</param>
    public void Block(string head, Action content)
    {
        Flush();
        if (!_beginning)
        {
            _text.Append('\n');
        }

        Line(head + " {");
        (_level, _beginning) = (_level + 1, true);
        content();
        Flush();
        (_level, _beginning) = (_level - 1, false);
        Line("}");
    }

    /// <summary>A text in quotes. <c>${…}</c> stays what the cluster fills in.</summary>
    public static string Quote(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + '"';

    /// <summary>Writes a value as it is.</summary>
    public void Raw(string name, string value) => _pending.Add((name, value));

    /// <summary>All that was written.</summary>
    public override string ToString()
    {
        Flush();
        return _text.ToString();
    }

    private static string Duration(TimeSpan time) => time switch
    {
        _ when time.Ticks % TimeSpan.TicksPerSecond != 0 => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms"),
        { TotalMinutes: >= 1 } when time.Ticks % TimeSpan.TicksPerHour == 0 => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}h"),
        { TotalMinutes: >= 1 } when time.Ticks % TimeSpan.TicksPerMinute == 0 => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s"),
    };

    private void Flush()
    {
        var width = _pending.Count == 0 ? 0 : _pending.Max(p => p.Name.Length);
        foreach (var (name, value) in _pending)
        {
            Line($"{name.PadRight(width)} = {value}");
        }

        _pending.Clear();
    }

    private void Line(string line)
    {
        _text.Append(' ', _level * Indent).Append(line).Append('\n');
        _beginning = false;
    }
}

using System.Text;

namespace Polydev.Cli.Client;

/// <summary>A path with its query, built from the filters that are set.</summary>
internal sealed class QueryText(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _next = '?';

    /// <summary>Adds a filter; null adds nothing.</summary>
    public QueryText Add(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_next).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _next = '&';
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}

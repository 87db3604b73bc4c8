using System.Globalization;
using System.Text;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Path and query of a request. Ids are escaped, as those of dispatched jobs have slashes.</summary>
internal sealed class NomadTarget
{
    private readonly StringBuilder _text = new();
    private bool _hasQuery;

    private NomadTarget(string path) => _text.Append(path);

    /// <summary>A target under a path of the API; each further part is escaped.</summary>
    public static NomadTarget Of(string path, params ReadOnlySpan<string> parts)
    {
        var target = new NomadTarget(path);
        foreach (var part in parts)
        {
            target._text.Append('/').Append(Uri.EscapeDataString(part));
        }

        return target;
    }

    /// <summary>A further step of the path, taken as it is.</summary>
    public NomadTarget Then(string step)
    {
        _text.Append('/').Append(step);
        return this;
    }

    /// <summary>Adds a parameter; nothing when it has no value.</summary>
    public NomadTarget With(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _hasQuery = true;
        }

        return this;
    }

    /// <summary>Adds a parameter without a value; nothing when it is not set.</summary>
    public NomadTarget WithFlag(string name, bool set)
    {
        if (set)
        {
            _text.Append(_hasQuery ? '&' : '?').Append(name);
            _hasQuery = true;
        }

        return this;
    }

    /// <summary>Adds <c>true</c>; nothing when it is not set.</summary>
    public NomadTarget WithTrue(string name, bool set) => With(name, set ? "true" : null);

    /// <summary>Adds a number; nothing when there is none.</summary>
    public NomadTarget WithNumber(string name, long? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds all that a query says.</summary>
    public NomadTarget With(NomadQuery? query, NomadOptions options)
    {
        With("namespace", query?.Namespace ?? options.Namespace);
        With("region", query?.Region ?? options.Region);
        if (query is null)
        {
            return this;
        }

        With("index", query.Index?.ToString(CultureInfo.InvariantCulture));
        With("wait", query.Wait is { } wait ? Duration(wait) : null);
        With("prefix", query.Prefix);
        With("filter", query.Filter);
        WithNumber("per_page", query.PerPage);
        With("next_token", query.NextToken);
        WithTrue("resources", query.Resources);
        WithTrue("all", query.All);
        return WithFlag("stale", query.Stale);
    }

    /// <summary>The target as it goes into a request.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A duration as Go reads it.</summary>
    private static string Duration(TimeSpan time) => time.Milliseconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");
}

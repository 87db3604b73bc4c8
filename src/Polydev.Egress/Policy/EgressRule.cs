using System.Globalization;
using System.Net;

namespace Polydev.Egress.Policy;

/// <summary>One line of the operator's list of what may be reached: a host, or all hosts under a suffix, and a port.</summary>
public sealed record EgressRule
{
    private const string PrivateMark = " private";
    private const string Wildcard = "*.";

    private EgressRule(string host, int port, bool allowPrivate) => (Host, Port, AllowPrivate) = (host, port, allowPrivate);

    /// <summary>Lower-case name, <c>*.suffix</c>, or an address in its usual form.</summary>
    public string Host { get; }

    /// <summary>TCP port.</summary>
    public int Port { get; }

    /// <summary>Whether the name may stand for a private or loopback address. Link-local ones (cloud metadata) need a rule that names the address itself.</summary>
    public bool AllowPrivate { get; }

    /// <summary>The rule as <see cref="Parse"/> reads it.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{(AllowPrivate ? PrivateMark : "")}");

    /// <summary>The address, when the rule names one.</summary>
    internal IPAddress? Address => IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary>Reads a rule: <c>api.openai.com:443</c>, <c>*.googleapis.com:443</c>, <c>127.0.0.1:8081</c>, <c>[::1]:8081</c>, <c>llm.corp.example:8000 private</c>.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says what is wrong with it.</exception>
    public static EgressRule Parse(string text)
    {
        var allowPrivate = text.EndsWith(PrivateMark, StringComparison.Ordinal);
        var authority = (allowPrivate ? text[..^PrivateMark.Length] : text).Trim();
        var wildcard = authority.StartsWith(Wildcard, StringComparison.Ordinal);
        if (HostAndPort.Parse(wildcard ? authority[Wildcard.Length..] : authority) is not { } target || (wildcard && IPAddress.TryParse(target.Host, out _)))
        {
            throw new FormatException($"'{text}' is no egress rule: write host:port, *.suffix:port or address:port, and ' private' behind it where the name may be a private address");
        }

        return new EgressRule((wildcard ? Wildcard : "") + target.Host, target.Port, allowPrivate);
    }

    /// <summary>The rule that lets a provider be reached where the operator says it is.</summary>
    /// <param name="baseUrl">Address of the provider's API.</param>
    /// <param name="allowPrivate">Whether it may be on a private network: true for an address the operator gave, false for a provider's public one.</param>
    public static EgressRule ForBaseUrl(Uri baseUrl, bool allowPrivate) =>
        Parse(string.Create(CultureInfo.InvariantCulture, $"{baseUrl.Host}:{baseUrl.Port}{(allowPrivate ? PrivateMark : "")}"));

    /// <summary>Whether a target falls under this rule.</summary>
    internal bool Covers(HostAndPort target) => Port == target.Port
        && (Host.StartsWith(Wildcard, StringComparison.Ordinal)
            ? target.Host.EndsWith(Host[1..], StringComparison.Ordinal) && target.Host.Length > Host.Length - 1
            : Host == target.Host);
}

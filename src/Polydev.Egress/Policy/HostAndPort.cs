using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Polydev.Egress.Policy;

/// <summary>Where a tunnel is to lead, in one spelling only: lower case, no trailing dot, addresses in their usual form.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
internal sealed record HostAndPort(string Host, int Port)
{
    private const int LongestName = 253;

    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c> (RFC 9110 §9.3.6); null when it is neither.</summary>
    public static HostAndPort? Parse(string authority)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            return null;
        }

        var host = authority[..colon];
        if (host[0] == '[')
        {
            // A zone picks an interface of this machine, which is no one's business outside.
            return host[^1] == ']' && !host.Contains('%', StringComparison.Ordinal)
                && IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6
                ? new HostAndPort(Canonical(v6), port)
                : null;
        }

        host = host.TrimEnd('.').ToLowerInvariant();
        if (host.Length is 0 or > LongestName || !host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
        {
            return null;
        }

        // This reads 0x7f.1 and 2130706433 as the addresses that a C library would make of them.
        return new HostAndPort(IPAddress.TryParse(host, out var address) ? Canonical(address) : host, port);
    }

    private static string Canonical(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}

using System.Net;
using System.Net.Sockets;

namespace Polydev.Egress.Policy;

/// <summary>Which addresses a name may stand for. Checked after resolution, so that a name on the list cannot be pointed at this network.</summary>
/// <remarks>The special-purpose registries of IANA: RFC 6890 and its successors.</remarks>
internal static class AddressPolicy
{
    private static readonly IPNetwork[] s_private = Networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128");

    private static readonly IPNetwork[] s_special = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20");

    private static readonly IPNetwork s_globalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_tunnelled = IPNetwork.Parse("2002::/16");

    /// <summary>Whether an address may be dialled for a rule.</summary>
    public static bool Allows(EgressRule rule, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.Equals(rule.Address) || IsPublic(plain) || (rule.AllowPrivate && s_private.Any(n => n.Contains(plain)));
    }

    /// <summary>Whether an address is out on the Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (s_private.Concat(s_special).Any(n => n.Contains(address)))
        {
            return false;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return true;
        }

        // An IPv4 address in IPv6 clothes is judged as what it is.
        return s_translated.Contains(address) ? IsPublic(Embedded(address, 12))
            : s_tunnelled.Contains(address) ? IsPublic(Embedded(address, 2))
            : s_globalV6.Contains(address);
    }

    private static IPAddress Embedded(IPAddress address, int offset) =>
        new(address.GetAddressBytes().AsSpan(offset, 4));

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(n => IPNetwork.Parse(n))];
}

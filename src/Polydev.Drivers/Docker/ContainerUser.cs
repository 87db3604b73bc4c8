using System.Security.Cryptography;
using System.Text;

namespace Polydev.Drivers.Docker;

/// <summary>Each worker runs as a user of its own: what the kernel counts and allows by user is then nobody else's.</summary>
internal static class ContainerUser
{
    // https://systemd.io/UIDS-GIDS/ leaves 1879048192 to 2147483647 to nobody.
    private const uint First = 1_900_000_000;
    private const uint Span = 1 << 24;

    // An engine that maps users has 65536 of them.
    private const uint FirstMapped = 10_000;
    private const uint MappedSpan = 50_000;

    /// <summary>The user of a worker.</summary>
    /// <param name="workerId">Which.</param>
    /// <param name="mapped">Whether the engine maps the users of containers to others.</param>
    public static uint Of(string workerId, bool mapped)
    {
        var hash = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(workerId)));
        return mapped ? FirstMapped + (hash % MappedSpan) : First + (hash % Span);
    }
}

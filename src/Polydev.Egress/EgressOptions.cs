using Polydev.Egress.Policy;
using Polydev.Protocol.Egress;

namespace Polydev.Egress;

/// <summary>How the gateway of a node is set up: all of it is the operator's, nothing comes from a request.</summary>
public sealed class EgressOptions
{
    /// <summary>Path of the socket it listens on, in a directory that only this user can get to from outside a worker.</summary>
    public string SocketPath { get; set; } = "";

    /// <summary>Who may connect to the socket, as file permissions: all that get to it, as each worker may be a user of its own. Tokens are what counts.</summary>
    public UnixFileMode SocketMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Key that the controller signs tokens with; <see cref="EgressToken.KeyBytes"/> bytes.</summary>
    public ReadOnlyMemory<byte> TokenKey { get; set; }

    /// <summary>What may be reached; nothing else.</summary>
    public IList<EgressRule> Rules { get; } = [];

    /// <summary>How long a client may take to say where it wants to go.</summary>
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long resolving and connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a tunnel may be silent both ways.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Most tunnels one tenant has open at a time on this node.</summary>
    public int TunnelsPerTenant { get; set; } = 4096;

    /// <summary>Prewarming handshakes served at a time; more wait.</summary>
    public int ParallelPrewarms { get; set; } = 8;

    /// <summary>All that is wrong with the options, in words.</summary>
    public IEnumerable<string> Problems()
    {
        if (SocketPath.Length == 0)
        {
            yield return "egress: no socket path is set";
        }

        if (TokenKey.Length != EgressToken.KeyBytes)
        {
            yield return $"egress: the token key has {TokenKey.Length} bytes instead of {EgressToken.KeyBytes}";
        }

        if (TunnelsPerTenant < 1 || ParallelPrewarms < 1)
        {
            yield return "egress: limits of tunnels and prewarms are at least 1";
        }
    }
}

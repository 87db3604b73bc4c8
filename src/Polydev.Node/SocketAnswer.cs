using System.Net.Sockets;

namespace Polydev.Node;

/// <summary>Tells a Unix socket that somebody listens on from a file that was left behind.</summary>
internal static class SocketAnswer
{
    /// <summary>Whether somebody accepts a connection.</summary>
    public static async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net.Sockets;

namespace Polydev.Sockets;

/// <summary>A broken connection as streams tell of it.</summary>
internal static class Broken
{
    /// <summary>An <see cref="IOException"/> around the socket's own.</summary>
    public static IOException By(SocketError error)
    {
        var cause = new SocketException((int)error);
        return new IOException(cause.Message, cause);
    }
}

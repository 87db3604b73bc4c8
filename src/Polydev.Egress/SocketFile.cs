using System.Net.Sockets;

namespace Polydev.Egress;

/// <summary>The file of a Unix socket, which outlives the process that made it.</summary>
public static class SocketFile
{
    /// <summary>Removes what an earlier process left, when nobody answers there any more.</summary>
    /// <exception cref="IOException">Somebody answers, or the file is no socket: the message says which.</exception>
    public static void RemoveStale(string path)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        if (new FileInfo(path) is { LinkTarget: not null } or { Exists: false } or { Length: > 0 })
        {
            throw new IOException($"{path} is in the way and is no socket: remove it");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new IOException($"another process answers on {path}: is polydev already running with this data directory?");
    }
}

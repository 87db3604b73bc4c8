using System.Security.Cryptography;
using System.Text;
using Polydev.Protocol.Link;

namespace Polydev.Node;

/// <summary>The directory of a node's two sockets. The same data directory always has the same one, so that workers which survive a restart can dial again.</summary>
/// <remarks>
/// It is a pair: an outer directory that only this user may enter, and in it the one with the sockets, which is open, so that workers which
/// run as other users can dial when they have it mounted.
/// </remarks>
/// <param name="Path">Full path of the inner directory.</param>
public sealed record SocketDirectory(string Path)
{
    // sun_path of unix(7) takes 107 bytes and a zero.
    private const int LongestSocketPath = 107;
    private const string RememberedIn = "sockets.path";
    private const string Inner = "w";
    private const string Authorities = "authorities.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The socket that leads to the controller.</summary>
    public string NodeSocket => System.IO.Path.Combine(Path, LinkPaths.NodeSocket);

    /// <summary>The socket that leads out.</summary>
    public string EgressSocket => System.IO.Path.Combine(Path, LinkPaths.EgressSocket);

    /// <summary>Makes the directory that belongs to a data directory, or finds it again.</summary>
    /// <param name="dataDirectory">The data directory; must exist.</param>
    /// <exception cref="IOException">No place is both short enough and ours alone; the message says what to do.</exception>
    public static SocketDirectory Prepare(string dataDirectory) =>
        Prepare(dataDirectory, Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), System.IO.Path.GetTempPath());

    internal static SocketDirectory Prepare(string dataDirectory, string? runtimeDirectory, string temporaryDirectory)
    {
        var data = System.IO.Path.GetFullPath(dataDirectory);
        var beside = System.IO.Path.Combine(data, "sockets");
        if (Fits(beside))
        {
            return Make(beside);
        }

        // A login may have XDG_RUNTIME_DIR and the next not: what was chosen first stays, as long as it stands.
        var memory = System.IO.Path.Combine(data, RememberedIn);
        if (File.Exists(memory) && File.ReadAllText(memory).Trim() is { Length: > 0 } before && Directory.Exists(before))
        {
            return Make(before);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)).AsSpan(0, 8));
        string?[] places =
        [
            string.IsNullOrEmpty(runtimeDirectory) || !Directory.Exists(runtimeDirectory) ? null : System.IO.Path.Combine(runtimeDirectory, "polydev-" + hash),
            System.IO.Path.Combine(temporaryDirectory, $"polydev-{FileOwner.Self}-{hash}"),
        ];
        var chosen = Array.Find(places, p => p is not null && Fits(p))
            ?? throw new IOException($"every place for the sockets has a path of more than {LongestSocketPath} bytes: use a data directory with a shorter path than {data}");
        var made = Make(chosen);
        File.WriteAllText(memory, chosen);
        return made;
    }

    /// <summary>Puts a copy of the operator's certificate authorities beside the sockets, where workers of every user and in every wall can read it.</summary>
    /// <param name="file">PEM file.</param>
    /// <returns>Full path of the copy.</returns>
    /// <exception cref="IOException">It cannot be read or copied.</exception>
    /// <exception cref="InvalidDataException">There is no certificate in it.</exception>
    public string ShareAuthorities(string file)
    {
        var pem = File.ReadAllText(file);
        if (!pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{file} has no certificate in PEM form");
        }

        var copy = System.IO.Path.Combine(Path, Authorities);
        File.WriteAllText(copy + ".new", pem);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(copy + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        // Workers that outlived a restart may be reading it.
        File.Move(copy + ".new", copy, overwrite: true);
        return copy;
    }

    private static bool Fits(string directory) =>
        Encoding.UTF8.GetByteCount(System.IO.Path.Combine(directory, Inner, LinkPaths.EgressSocket)) <= LongestSocketPath;

    /// <summary>Makes it, or takes it when it is ours alone: in a directory that all may write to, somebody could have laid it out for us.</summary>
    private static SocketDirectory Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("a node needs Unix sockets that can be handed into containers: run it on Linux");
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(path, OwnerOnly);
        var link = new DirectoryInfo(path).LinkTarget is not null;
        if (link || FileOwner.Of(path) != FileOwner.Self || (File.GetUnixFileMode(path) & others) != UnixFileMode.None)
        {
            throw new IOException($"{path} is {(link ? "a link" : "open to others or owned by another user")}: remove it, it is where the worker sockets go");
        }

        // What is in there nobody else can have made. The mode is set afterwards, as the umask takes from the one it is made with.
        var inner = System.IO.Path.Combine(path, Inner);
        Directory.CreateDirectory(inner);
        File.SetUnixFileMode(inner, Passable);
        return new SocketDirectory(inner);
    }
}

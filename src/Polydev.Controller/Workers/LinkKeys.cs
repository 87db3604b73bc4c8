using System.Security.Cryptography;
using System.Text;
using Polydev.Protocol.Egress;

namespace Polydev.Controller.Workers;

/// <summary>The secrets between controller, workers and egress gateways. Kept in the data directory, so that sessions and tokens outlive a restart.</summary>
public sealed class LinkKeys
{
    private const string FileName = "link.key";
    private readonly Lazy<byte[]> _bytes;

    private LinkKeys(Func<byte[]> read) => _bytes = new Lazy<byte[]>(read);

    /// <summary>Signs what a claimed worker shows the egress gateway; the gateway holds the same.</summary>
    public ReadOnlyMemory<byte> EgressKey => _bytes.Value.AsMemory(EgressToken.KeyBytes);

    /// <summary>What signs for the workers of another node: that node's gateway holds it, and can sign for no other.</summary>
    internal ReadOnlyMemory<byte> EgressKeyOf(string node) => HMACSHA256.HashData(EgressKey.Span, Encoding.UTF8.GetBytes("node:" + node));

    private ReadOnlySpan<byte> SessionKey => _bytes.Value.AsSpan(0, EgressToken.KeyBytes);

    /// <summary>Keys that live no longer than the process.</summary>
    public static LinkKeys Ephemeral() => new(static () => RandomNumberGenerator.GetBytes(2 * EgressToken.KeyBytes));

    /// <summary>The keys of a data directory. Read, or made, at first use: by then storage has taken the directory and said clearly if it could not.</summary>
    /// <param name="dataDirectory">The directory; made when it is not there.</param>
    /// <remarks>The first use throws <see cref="InvalidDataException"/> when the file is no key: new keys would silently orphan every worker.</remarks>
    public static LinkKeys Of(string dataDirectory) => new(() => LoadOrCreate(dataDirectory));

    /// <summary>The secret a worker dials again with: a function of its id, so that there is no table to lose.</summary>
    internal string SessionFor(string workerId) => Convert.ToHexStringLower(HMACSHA256.HashData(SessionKey, Encoding.UTF8.GetBytes(workerId)));

    /// <summary>Checks a session in constant time.</summary>
    internal bool IsSession(string workerId, string session) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SessionFor(workerId)), Encoding.UTF8.GetBytes(session));

    private static byte[] LoadOrCreate(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
        {
            MakeDirectory(dataDirectory);
            Write(path, RandomNumberGenerator.GetBytes(2 * EgressToken.KeyBytes));
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.Length == 2 * EgressToken.KeyBytes
            ? bytes
            : throw new InvalidDataException($"'{path}' is not a key file ({bytes.Length} bytes): restore it, or delete it to make new keys (running workers are then replaced).");
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Write(string path, byte[] key)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Beside and then moved: a kill in the middle leaves no half key.
        var partial = path + ".new";
        using (var file = new FileStream(partial, options))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: false);
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Node.Cluster;

/// <summary>Where a node keeps who it is. Key and certificate are one file, so that both change at once.</summary>
internal sealed class IdentityFiles(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string IdentityPath => Path.Combine(directory, "node.pem");

    private string AuthorityPath => Path.Combine(directory, "authority.pem");

    private string JoiningPath => Path.Combine(directory, "joining.key");

    /// <summary>Reads who this node is; null when it never joined.</summary>
    /// <exception cref="NodeEndedException">A file is damaged or missing.</exception>
    public NodeIdentity? Load()
    {
        if (!File.Exists(IdentityPath))
        {
            return null;
        }

        try
        {
            var pem = File.ReadAllText(IdentityPath);
            return new NodeIdentity(X509Certificate2.CreateFromPem(pem, pem), X509Certificate2.CreateFromPem(File.ReadAllText(AuthorityPath)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new NodeEndedException(
                NodeEnds.IdentityUnreadable, $"The identity of this node in {directory} cannot be used: {e.Message.TrimEnd('.')}. Restore node.pem and authority.pem from a backup; or remove both, and join again with --token-file.");
        }
    }

    /// <summary>The key to join with. It is kept from before the first try, so that a join whose answer got lost can be asked for again.</summary>
    public ECDsa JoiningKey()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            key.ImportFromPem(File.ReadAllText(JoiningPath));
        }
        catch (Exception e) when (e is FileNotFoundException or CryptographicException or ArgumentException)
        {
            Write(JoiningPath, key.ExportPkcs8PrivateKeyPem());
        }

        return key;
    }

    /// <summary>Keeps an identity in the place of the one before.</summary>
    public void Save(NodeIdentity identity)
    {
        using var key = identity.Certificate.GetECDsaPrivateKey()!;
        Write(AuthorityPath, identity.Authority.ExportCertificatePem() + "\n");
        Write(IdentityPath, key.ExportPkcs8PrivateKeyPem() + "\n" + identity.Certificate.ExportCertificatePem() + "\n");
        File.Delete(JoiningPath);
    }

    /// <summary>Writes beside and then moves: whenever the machine stops, there is the old file or the new one.</summary>
    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(path + ".new", options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}

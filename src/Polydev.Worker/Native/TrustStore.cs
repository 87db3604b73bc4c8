namespace Polydev.Worker.Native;

/// <summary>Which certificate authorities the worker reads, and that it reads them once.</summary>
internal static class TrustStore
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string DirectoryVariable = "SSL_CERT_DIR";

    private static readonly string[] s_bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

    /// <summary>Names the system's bundle as the one source, unless the operator named a source.</summary>
    /// <remarks>
    /// By default the runtime parses every file of the directory, in which each authority lies three times: as a file, under its hash,
    /// and in the bundle. That is most of the time and memory of a first handshake. Must come before the first use of TLS.
    /// </remarks>
    public static void PreferBundle()
    {
        if (!OperatingSystem.IsLinux()
            || Environment.GetEnvironmentVariable(FileVariable) is not null
            || Environment.GetEnvironmentVariable(DirectoryVariable) is not null
            || Array.Find(s_bundles, File.Exists) is not { } bundle)
        {
            return;
        }

        _ = Libc.SetEnvironment(FileVariable, bundle, 0);
        _ = Libc.SetEnvironment(DirectoryVariable, "/nonexistent", 0);
    }
}

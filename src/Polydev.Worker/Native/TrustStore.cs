namespace Polydev.Worker.Native;

/// <summary>Where the certificate authorities of this machine are.</summary>
internal static class TrustStore
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string DirectoryVariable = "SSL_CERT_DIR";
    private const string Nowhere = "/nonexistent";

    private static readonly string[] s_bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

    /// <summary>The one file of authorities: the operator's, or the system's when the operator names no other source; null when there is none.</summary>
    public static string? Bundle { get; } =
        Named(FileVariable) ?? (Named(DirectoryVariable) is null ? Array.Find(s_bundles, File.Exists) : null);

    /// <summary>Has the runtime find no authorities by itself, when there is a file that <see cref="Trust.ServerTrust"/> looks them up in.</summary>
    /// <remarks>
    /// The runtime takes in every authority before it looks at its first certificate, and again at the first one after five minutes: 20 ms of CPU,
    /// a fifth of a second for a worker with a tenth of a core, and three times that where it reads the system's directory, in which each lies
    /// three times. Must come before the first use of TLS.
    /// </remarks>
    public static void HideFromRuntime()
    {
        if (!OperatingSystem.IsLinux() || Bundle is null)
        {
            return;
        }

        _ = Libc.SetEnvironment(FileVariable, Nowhere, 1);
        _ = Libc.SetEnvironment(DirectoryVariable, Nowhere, 1);
    }

    private static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}

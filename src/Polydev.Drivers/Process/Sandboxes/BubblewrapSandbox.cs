namespace Polydev.Drivers.Process.Sandboxes;

/// <summary>bubblewrap: no network, no processes of others, and a read-only root of the worker, its libraries and the sockets.</summary>
/// <remarks><c>--die-with-parent</c> is left out on purpose: workers outlive a controller that is killed, and its successor finds them again.</remarks>
/// <param name="program">Path of <c>bwrap</c>.</param>
/// <param name="version">What it says of itself.</param>
/// <param name="visible">Files and directories beyond the system's libraries that the worker needs to see.</param>
internal sealed class BubblewrapSandbox(string program, string version, IReadOnlyList<string> visible) : Sandbox
{
    private const string Bundle = "/etc/ssl/certs/ca-certificates.crt";

    // Directories of shared libraries; a distribution has some of them, often as links into /usr.
    private static readonly string[] s_libraries =
        ["/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/local/lib", "/lib", "/lib64", "/lib32", "/nix/store", "/gnu/store", "/etc/ld.so.cache"];

    // The file of certificate authorities and the settings of OpenSSL, and never the directories of private keys beside them.
    private static readonly string[] s_bundle = ["/etc/ssl/certs", "/etc/ssl/openssl.cnf"];

    // Where that file is a link, or another one, or each authority has its own: all places these may lie in.
    private static readonly string[] s_certificates =
    [
        .. s_bundle, "/etc/ssl/cert.pem", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates", "/etc/pki/tls/certs", "/etc/pki/tls/cert.pem",
        "/etc/pki/tls/openssl.cnf", "/etc/pki/ca-trust", "/etc/crypto-policies", "/etc/ca-certificates",
    ];

    // All that the worker's runtime opens. bubblewrap's own directory of devices adds terminals and shared memory, and takes nine mounts.
    private static readonly string[] s_devices = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"];

    private readonly string[] _walls = Walls(program, visible);

    public override IsolationChoice Choice => IsolationChoice.Bubblewrap;

    public override string Mechanism => version;

    public override bool Network => true;

    public override bool Filesystem => true;

    public override bool Processes => true;

    public override IReadOnlyList<string> Wrap(IReadOnlyList<string> command, string workingDirectory) =>
        [.. _walls, "--bind", workingDirectory, workingDirectory, "--chdir", workingDirectory, "--remount-ro", "/", "--", .. command];

    private static string[] Walls(string program, IReadOnlyList<string> visible)
    {
        // As process 1 the worker takes every process it made with it when it ends, and no second bubblewrap stays in memory for it.
        List<string> walls = [program, "--unshare-all", "--as-pid-1", "--cap-drop", "ALL", "--hostname", "worker"];
        foreach (var path in s_libraries.Concat(BundleIsPlain() ? s_bundle : s_certificates))
        {
            if (new DirectoryInfo(path) is { LinkTarget: { } target })
            {
                walls.AddRange(["--symlink", target, path]);
            }
            else if (Path.Exists(path))
            {
                walls.AddRange(["--ro-bind", path, path]);
            }
        }

        walls.AddRange(["--proc", "/proc"]);
        foreach (var device in s_devices)
        {
            walls.AddRange(["--dev-bind", device, device]);
        }

        foreach (var path in visible.Distinct(StringComparer.Ordinal))
        {
            walls.AddRange(["--ro-bind", path, path]);
        }

        return [.. walls];
    }

    private static bool BundleIsPlain() => new FileInfo(Bundle) is { Exists: true, LinkTarget: null, Directory.LinkTarget: null };
}

using System.Reflection;

namespace Polydev.Drivers.Docker;

/// <summary>What the image of the workers is called, how it can be recognised, and how a container of it is laid out.</summary>
/// <remarks>Whoever builds the image and whoever starts containers of it agree here and nowhere else.</remarks>
public static class RuntimeImage
{
    /// <summary>Name of the image, without a tag.</summary>
    public const string Repository = "polydev-runtime";

    /// <summary>The image that was built last, whatever its version.</summary>
    public const string Latest = Repository + ":latest";

    /// <summary>Label that every image of ours has, with the value <see cref="MarkValue"/>.</summary>
    public const string MarkLabel = "dev.polydev.runtime";

    /// <summary>Value of <see cref="MarkLabel"/>: the number of this layout.</summary>
    public const string MarkValue = "1";

    /// <summary>Label: version of the worker inside, for example <c>0.1.0</c> (OCI image annotations).</summary>
    public const string VersionLabel = "org.opencontainers.image.version";

    /// <summary>Label: source revision that the worker was built from, 40 hexadecimal digits, or <c>unknown</c> (OCI image annotations).</summary>
    public const string RevisionLabel = "org.opencontainers.image.revision";

    /// <summary>The entrypoint: the worker, which needs no argument.</summary>
    public const string Worker = "/polydev-worker";

    /// <summary>An empty directory to mount the worker's socket directory on. The image's environment does not name it: that would ask for a linked worker.</summary>
    public const string SocketDirectory = "/run/polydev";

    /// <summary>User and group that the worker runs as unless the container says otherwise: numbers, for the image has no user database.</summary>
    public const string User = "65532:65532";

    /// <summary>Home of the worker, empty and not writable; the image's environment names it, for without a home no TLS handshake succeeds.</summary>
    public const string Home = "/home/worker";

    /// <summary>The software bill of materials inside the image, SPDX 2.3 as JSON.</summary>
    public const string BillOfMaterials = "/usr/share/polydev/sbom.spdx.json";

    /// <summary>Most bytes of all files of the image together, unpacked.</summary>
    public const long MaxBytes = 14_500_000;

    /// <summary>The version of this program, which is the version of the image that belongs to it, for example <c>0.1.0</c>.</summary>
    public static string OwnVersion { get; } =
        (typeof(RuntimeImage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>The image that belongs to this program, for example <c>polydev-runtime:0.1.0</c>.</summary>
    public static string Own { get; } = Reference(OwnVersion);

    /// <summary>The image of a version, for example <c>polydev-runtime:0.1.0</c>.</summary>
    public static string Reference(string version) => $"{Repository}:{version}";
}

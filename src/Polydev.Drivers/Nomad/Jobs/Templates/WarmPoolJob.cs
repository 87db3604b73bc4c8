using System.Security.Cryptography;
using System.Text.Json;
using Polydev.Drivers.Nomad.Client;
using Polydev.Protocol.Link;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>The job whose dispatches are the workers of a pool: one for each image and size.</summary>
public sealed record WarmPoolJob : JobTemplate
{
    /// <summary>Name of the template.</summary>
    public const string TemplateName = "warm-pool";

    /// <summary>How the ids of such jobs begin.</summary>
    public const string IdPrefix = "polydev-worker-";

    /// <summary>Metadata of a dispatch: id of the worker.</summary>
    public const string WorkerMeta = "worker_id";

    /// <summary>Metadata of a dispatch: the one-time nonce that the worker joins with.</summary>
    public const string NonceMeta = "nonce";

    /// <summary>Metadata of a dispatch: name of its pool.</summary>
    public const string PoolMeta = "pool";

    /// <summary>Metadata of a dispatch: id of the controller's data, as several may share a cluster.</summary>
    public const string OwnerMeta = "owner";

    private const int WorkerPriority = 50;
    private const long Megabyte = 1024 * 1024;

    // A worker without a limit still needs a share; it may have more where the node is idle.
    private const int DefaultMhz = 100;

    /// <summary>Image of the workers, with a tag.</summary>
    public required string Image { get; init; }

    /// <summary>Share of CPU of a worker, in MHz.</summary>
    public int CpuMhz { get; init; } = 100;

    /// <summary>Memory of a worker in MB.</summary>
    public int MemoryMb { get; init; } = 256;

    /// <summary>Seconds without a link after which a worker ends itself; null for its own default.</summary>
    public int? OrphanSeconds { get; init; }

    /// <inheritdoc/>
    public override string Template => TemplateName;

    /// <inheritdoc/>
    public override string? Older => "Before 1.8 with `--nomad-version`, which leaves `disconnect` out.";

    /// <inheritdoc/>
    public override string Purpose =>
        """
        Workers: each dispatch is one, used by one tenant and never again. The controller replaces them, so nothing here starts anything
        twice. A dispatch brings a worker's id, its pool and a nonce that lets it join once; nothing of a tenant ever comes here.
        Nodes must offer the directory of their sockets as host volume "polydev-sockets".
        """;

    /// <summary>
    /// Id of the job: the same for the same image, size and datacenters, whatever version of Nomad runs it. Region and namespace do not count: an id is known
    /// within them only, and the operator who registers the job need not name them as the controller does.
    /// </summary>
    public string Id => IdPrefix + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        Content("") with { Region = null, Namespace = null }, NomadJson.Default.NomadJob)))[..8];

    /// <summary>The share of CPU that the cluster counts for a worker, in MHz.</summary>
    /// <param name="cpus">Its limit in cores; 0 for none.</param>
    /// <param name="mhzPerCore">What one core is in Nomad's measure.</param>
    public static int MhzOf(double cpus, int mhzPerCore) => cpus > 0 ? Math.Max(1, (int)Math.Round(cpus * mhzPerCore)) : DefaultMhz;

    /// <summary>The memory that the cluster counts for a worker, in MB.</summary>
    public static int MegabytesOf(long bytes) => (int)Math.Max(1, bytes / Megabyte);

    /// <inheritdoc/>
    public override NomadJob ToJob() => Content(Id);

    private NomadJob Content(string id) => Base(id, "batch", WorkerPriority, Container().ToGroup()) with
    {
        ParameterizedJob = new ParameterizedJob { Payload = "forbidden", MetaRequired = [WorkerMeta, NonceMeta], MetaOptional = [PoolMeta, OwnerMeta] },
    };

    private WorkerContainer Container()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LinkPaths.SocketDirectoryVariable] = WorkerContainer.SocketDirectory,
            [LinkPaths.WorkerIdVariable] = $"${{NOMAD_META_{WorkerMeta}}}",
            [LinkPaths.NonceVariable] = $"${{NOMAD_META_{NonceMeta}}}",
        };
        if (OrphanSeconds is { } seconds)
        {
            environment[LinkPaths.OrphanSecondsVariable] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return new WorkerContainer { Image = Image, CpuMhz = CpuMhz, MemoryMb = MemoryMb, Environment = environment, Linked = true };
    }
}

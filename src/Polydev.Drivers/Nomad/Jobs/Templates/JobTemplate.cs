using Polydev.Drivers.Nomad.Client;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>A kind of job of ours with its parameters.</summary>
public abstract record JobTemplate
{
    /// <summary>Metadata by which our jobs are known, with the template's name.</summary>
    public const string Mark = "polydev_template";

    /// <summary>Where it goes.</summary>
    public JobPlace Place { get; init; } = new();

    /// <summary>Name of the template.</summary>
    public abstract string Template { get; }

    /// <summary>What it is for, in a few lines.</summary>
    public abstract string Purpose { get; }

    /// <summary>What older versions do not understand of its file; null when all from 1.1 on understand it.</summary>
    public virtual string? Older => null;

    /// <summary>What its file says above the job.</summary>
    public string Comment => Head($"1.1 to 2.0: `polydev jobs render {Template}`.{(Older is null ? "" : " " + Older)}");

    /// <summary>What its file says above the job when it was fitted to one version.</summary>
    public string CommentFor(NomadVersion version) => Head($"{version}: `polydev jobs render {Template} --nomad-version {version}`.");

    /// <summary>Renders the job for the newest version we know; <see cref="VersionFit"/> takes away what an older one does not.</summary>
    public abstract NomadJob ToJob();

    private string Head(string writtenFor) => $"""
        {Purpose}

        Written by the program, for Nomad {writtenFor}
        """;

    /// <summary>What all our jobs say alike.</summary>
    private protected NomadJob Base(string id, string type, int priority, TaskGroup group) => new()
    {
        ID = id,
        Name = id,
        Region = Place.Region,
        Namespace = Place.Namespace,
        Datacenters = Place.Datacenters,
        NodePool = Place.NodePool,
        Type = type,
        Priority = priority,
        Meta = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark] = Template },
        Constraints = [new JobConstraint { LTarget = "${attr.kernel.name}", Operand = "=", RTarget = "linux" }],
        TaskGroups = [group],
    };
}

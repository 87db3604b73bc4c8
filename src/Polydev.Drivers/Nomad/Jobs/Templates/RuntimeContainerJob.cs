namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>One container of the workers' image, run once to its end, in the walls that workers have.</summary>
public sealed record RuntimeContainerJob : JobTemplate
{
    /// <summary>Name of the template.</summary>
    public const string TemplateName = "runtime-container";

    private const int RunPriority = 50;

    /// <summary>Id of the job.</summary>
    public string Id { get; init; } = "polydev-runtime";

    /// <summary>The image, with a tag.</summary>
    public required string Image { get; init; }

    /// <summary>Arguments of its program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = ["--version"];

    /// <summary>Environment of its program; never a secret.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How many, each on another node.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Share of CPU, in MHz.</summary>
    public int CpuMhz { get; init; } = 100;

    /// <summary>Memory in MB.</summary>
    public int MemoryMb { get; init; } = 256;

    /// <inheritdoc/>
    public override string Template => TemplateName;

    /// <inheritdoc/>
    public override string? Older => "Before 1.8 with `--nomad-version`, which leaves `disconnect` out.";

    /// <inheritdoc/>
    public override string Purpose =>
        """
        One container of the workers' image, run once in the walls that workers have: whether this cluster can run them at all. It gets no
        key: whoever may read jobs would see it.
        """;

    /// <inheritdoc/>
    public override NomadJob ToJob()
    {
        var group = new WorkerContainer { Image = Image, CpuMhz = CpuMhz, MemoryMb = MemoryMb, Arguments = Arguments, Environment = Environment }.ToGroup();
        return Base(Id, "batch", RunPriority, Nodes == 1 ? group : group with
        {
            Count = Nodes,
            Constraints = [new JobConstraint { Operand = "distinct_hosts", RTarget = "true" }],
        });
    }
}

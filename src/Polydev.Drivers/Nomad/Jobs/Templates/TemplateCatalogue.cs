namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>The templates, and what each lets be chosen.</summary>
public static class TemplateCatalogue
{
    private const string AnyImage = "example:1";
    private const int MostMhz = 1_000_000;
    private const int MostMb = 4_000_000;
    private const int MostPort = 65_535;

    private static readonly TemplateParameter s_datacenters = TemplateParameter.List("datacenters", "Where the job may run");
    private static readonly TemplateParameter s_nodePool = TemplateParameter.Text("node_pool", "Pool of nodes it may run on, from Nomad 1.6 on");
    private static readonly TemplateParameter s_image = TemplateParameter.Text("image", "Image with a tag that is not latest");
    private static readonly TemplateParameter s_cpu = TemplateParameter.Integer("cpu_mhz", "Share of CPU, in MHz", 100, 10, MostMhz);
    private static readonly TemplateParameter s_memory = TemplateParameter.Integer("memory_mb", "Memory in MB, which is a cap", 256, 16, MostMb);
    private static readonly TemplateParameter s_arguments = TemplateParameter.List("arguments", "Arguments of the image's program; never a secret", "--version");
    private static readonly TemplateParameter s_environment = TemplateParameter.Map("environment", "Environment of the program; never a secret");
    private static readonly TemplateParameter s_orphan = TemplateParameter.Integer("orphan_seconds", "Seconds without a link after which a worker ends itself", null, 5, 86_400);
    private static readonly TemplateParameter s_count = TemplateParameter.Integer("count", "How many", 1, 0, 64);
    private static readonly TemplateParameter s_browserCpu = TemplateParameter.Integer("cpu_mhz", "Share of CPU of each, in MHz", 1000, 10, MostMhz);
    private static readonly TemplateParameter s_browserMemory = TemplateParameter.Integer("memory_mb", "Memory of each in MB", 1024, 64, MostMb);
    private static readonly TemplateParameter s_program = TemplateParameter.Text("program", "Path of the program on the hosts", new PolydevNodeJob().Program);
    private static readonly TemplateParameter s_nodeData = TemplateParameter.Text("data_directory", "Directory of its data on the hosts", new PolydevNodeJob().DataDirectory);
    private static readonly TemplateParameter s_data = TemplateParameter.Text("data_directory", "Directory of its data on the host", new PolydevControllerJob().DataDirectory);
    private static readonly TemplateParameter s_nodeListen = TemplateParameter.Text("node_listen", "Address and port where nodes of other hosts dial; workers are then on those, and not placed by the cluster");
    private static readonly TemplateParameter s_port = TemplateParameter.Integer("port", "Port of the API", new PolydevControllerJob().Port, 1, MostPort);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TemplateKind> All { get; } =
    [
        new(new RuntimeContainerJob { Image = AnyImage }, "polydev-runtime-", [s_image, s_arguments, s_environment, s_cpu, s_memory, s_datacenters, s_nodePool], Runtime),
        new(new WarmPoolJob { Image = AnyImage }, null, [s_image, s_cpu, s_memory, s_orphan, s_datacenters, s_nodePool], Workers),
        new(new BrowserVmJob { Image = AnyImage }, new BrowserVmJob { Image = AnyImage }.Id, [s_image, s_count, s_browserCpu, s_browserMemory, s_datacenters, s_nodePool], Browsers),
        new(new PolydevNodeJob(), new PolydevNodeJob().Id, [s_program, s_nodeData, s_datacenters, s_nodePool], Nodes),
        new(new PolydevControllerJob(), new PolydevControllerJob().Id, [s_program, s_data, s_port, s_nodeListen, s_datacenters, s_nodePool], Controller),
    ];

    /// <summary>The one of a name; null when there is none.</summary>
    public static TemplateKind? Find(string? name) => All.FirstOrDefault(kind => kind.Name == name);

    private static RuntimeContainerJob Runtime(TemplateReading read, string id) => new()
    {
        Id = id,
        Place = Place(read),
        Image = Image(read, read.Defaults.Image),
        Arguments = read.List(s_arguments, ["--version"], static (faults, field, argument) => faults.AddSecret(field, SecretGuard.OfArgument(argument))),
        Environment = read.Map(s_environment),
        CpuMhz = read.Integer(s_cpu)!.Value,
        MemoryMb = read.Integer(s_memory)!.Value,
    };

    private static WarmPoolJob Workers(TemplateReading read, string id) => new()
    {
        Place = Place(read),
        Image = Image(read, read.Defaults.Image),
        CpuMhz = read.Integer(s_cpu)!.Value,
        MemoryMb = read.Integer(s_memory)!.Value,
        OrphanSeconds = read.Integer(s_orphan),
    };

    private static BrowserVmJob Browsers(TemplateReading read, string id) => new()
    {
        Id = id,
        Place = Place(read),
        Image = Image(read, read.Defaults.BrowserImage),
        Count = read.Integer(s_count)!.Value,
        CpuMhz = read.Integer(s_browserCpu)!.Value,
        MemoryMb = read.Integer(s_browserMemory)!.Value,
    };

    private static PolydevNodeJob Nodes(TemplateReading read, string id) => new()
    {
        Id = id,
        Place = Place(read),
        Program = read.Text(s_program, s_program.Default!, TemplateWords.OfPath),
        DataDirectory = read.Text(s_nodeData, s_nodeData.Default!, TemplateWords.OfPath),
    };

    private static PolydevControllerJob Controller(TemplateReading read, string id) => new()
    {
        Id = id,
        Place = Place(read),
        Program = read.Text(s_program, s_program.Default!, TemplateWords.OfPath),
        DataDirectory = read.Text(s_data, s_data.Default!, TemplateWords.OfPath),
        Port = read.Integer(s_port)!.Value,
        NodeListen = read.Text(s_nodeListen, "", TemplateWords.OfAddress) is { Length: > 0 } listen ? listen : null,
    };

    private static string Image(TemplateReading read, string own) => read.Text(s_image, own, TemplateWords.OfImage);

    private static JobPlace Place(TemplateReading read)
    {
        var place = read.Defaults.Place;
        var pool = read.Text(s_nodePool, "", TemplateWords.OfName);
        return place with
        {
            Datacenters = read.List(s_datacenters, place.Datacenters, static (faults, field, name) => faults.Add(field, TemplateWords.OfName(name))),
            NodePool = pool.Length > 0 ? pool : place.NodePool,
        };
    }
}

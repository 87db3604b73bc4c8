using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Polydev.Cli.Capacity;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev capacity</c>: how many workers fit, on a machine given by options or on those the controller has.</summary>
internal static class CapacityCommand
{
    private static readonly ByteSize DefaultReserve = new(1, 3, true);
    private static readonly ByteSize DefaultWorker = new(256, 2, true);

    private static readonly Listing Pools = new Listing()
        .Add("pool", "pool")
        .Add("live", "live_workers")
        .Add("reserve", item => Size(item, "reserve_bytes"))
        .Add("worker", item => Size(item, "limited.worker_memory_bytes"))
        .Add("by memory", "limited.by_memory")
        .Add("by cpu", "limited.by_cpu")
        .Add("fit", "limited.workers")
        .Add("binds", "limited.binds")
        .Add("measured worker", item => Size(item, "measured.worker_memory_bytes"))
        .Add("fit", "measured.workers");

    private static readonly Listing Nodes = new Listing()
        .Add("node", "id")
        .Add("memory", item => Size(item, "memory_bytes"))
        .Add("reserve", item => Size(item, "reserve_bytes"))
        .Add("cpus", "cpus")
        .Add("fit", item => string.Join(", ", Listing.At(item, "workers_by_pool").EnumerateObject().Select(pool => $"{pool.Value.GetRawText()} {pool.Name}")));

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        var memory = Size("--memory", "Memory of the machine; with it the sum is made here, without a controller");
        Option<double?> cpus = new("--cpus") { Description = "Cores of the machine", HelpName = "n" };
        var reserve = Size("--reserve", "Memory left alone (1GiB)");
        var worker = Size("--worker-memory", "Memory limit of a worker (256MiB)");
        Option<double> workerCpus = new("--worker-cpu") { Description = "Cores of a worker; 0 for no share of its own", HelpName = "n", DefaultValueFactory = _ => 0.1 };
        return host.Command(
            "capacity",
            "Count how many workers fit: by memory, by CPU, and which binds",
            (context, token) => context.Value(memory) is { } size
                ? Task.FromResult(Sum(context, new Machine(size, context.Value(reserve) ?? DefaultReserve, context.Value(cpus) ?? Environment.ProcessorCount), context.Value(worker) ?? DefaultWorker, context.Value(workerCpus)))
                : AskAsync(context, [cpus, reserve, worker, workerCpus], token),
            memory, cpus, reserve, worker, workerCpus);
    }

    private static int Sum(CommandContext context, Machine machine, ByteSize worker, double workerCpus)
    {
        if (worker.Bytes == 0 || machine.Cpus <= 0 || workerCpus < 0)
        {
            throw CommandFailure.Usage("A worker needs memory, a machine needs cores, and a share of a core is not negative.");
        }

        var text = new CapacityText(machine, worker, workerCpus);
        if (context.Json)
        {
            text.WriteJson(context.Shell);
        }
        else
        {
            text.Write(context.Shell.Out);
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> AskAsync(CommandContext context, IEnumerable<Option> offline, CancellationToken cancellationToken)
    {
        if (offline.FirstOrDefault(context.Has) is { } stray)
        {
            throw CommandFailure.Usage($"{stray.Name} needs --memory.", "Without --memory the controller is asked about the machines it has.");
        }

        using var client = context.Connect();
        var document = await client.GetAsync("/v1/capacity", cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, document);
        }
        else
        {
            var nodes = Listing.At(document, "nodes");
            var several = nodes.ValueKind == JsonValueKind.Array && nodes.GetArrayLength() > 0;
            context.Shell.Out.WriteLine($"{(several ? "nodes  " : "machine")}  {Size(document, "memory_bytes")}, {Listing.Text(Listing.At(document, "cpus"))} cores");
            context.Shell.Out.WriteLine();
            if (several)
            {
                Nodes.Write(context.Shell.OutConsole(), nodes, "");
                context.Shell.Out.WriteLine();
            }

            Pools.Write(context.Shell.OutConsole(), Listing.At(document, "pools"), "There are no pools.");
        }

        return ExitCodes.Ok;
    }

    private static string Size(JsonElement item, string path) => Format.Bytes((long?)Listing.Number(item, path));

    private static Option<ByteSize?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = Parse,
    };

    private static ByteSize? Parse(ArgumentResult result)
    {
        if (ByteSize.TryParse(result.Tokens[0].Value, out var size))
        {
            return size;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not an amount of memory; write it like 62GiB, 256MiB or 64GB.");
        return null;
    }
}

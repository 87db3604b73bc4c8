using System.Globalization;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;

namespace Polydev.Cli.Capacity;

/// <summary>Shows how many workers fit, with the sum that led there.</summary>
internal sealed class CapacityText(Machine machine, ByteSize worker, double workerCpus)
{
    /// <summary>
    /// What one of our own idle workers takes, measured: the proportional set size of a NativeAOT worker that has warmed its TLS
    /// (docs/benchmarks.md, <c>bench worker</c>). The limit of a worker is set above it, for the requests it will hold.
    /// </summary>
    public const long MeasuredWorkerBytes = 9L * 1024 * 1024;

    private readonly Fit _fit = Fit.Of(machine, worker.Bytes, workerCpus);
    private readonly Fit _measured = Fit.Of(machine, MeasuredWorkerBytes, workerCpus);

    /// <summary>Writes it for people.</summary>
    public void Write(TextWriter output)
    {
        Row(output, "machine", $"{Text(machine.Memory)} less {Text(machine.Reserve)} reserve, {Number(machine.Cpus)} cores");
        Row(output, "worker", $"{Text(worker)}, {Number(workerCpus)} cores");
        output.WriteLine();
        Row(output, "by memory", $"{Format.Count(_fit.ByMemory),8}   ({Text(machine.Memory)} - {Text(machine.Reserve)}) / {Text(worker)}");
        Row(output, "by CPU", $"{Format.Count(_fit.ByCpu),8}   {Number(machine.Cpus)} / {Number(workerCpus)}");
        Row(output, "fit", $"{Format.Count(_fit.Workers),8}   {BindsText(_fit)}");
        if (Fit.ByMemoryInDecimalUnits(machine, worker) is var plain && plain != _fit.ByMemory)
        {
            output.WriteLine();
            output.WriteLine($"Read in decimal units the same figures give {Format.Count(plain)} by memory: a GB is 1000 MB, a GiB is 1024 MiB.");
        }

        output.WriteLine();
        output.WriteLine($"With the measured footprint of an idle worker, {Format.Bytes(MeasuredWorkerBytes)}:");
        Row(output, "by memory", $"{Format.Count(_measured.ByMemory),8}");
        Row(output, "by CPU", $"{Format.Count(_measured.ByCpu),8}");
        Row(output, "fit", $"{Format.Count(_measured.Workers),8}   {BindsText(_measured)}");
    }

    /// <summary>Writes it for programs.</summary>
    public void WriteJson(Shell shell) => JsonOutput.WriteObject(shell.Out, json =>
    {
        json.WriteNumber("memory_bytes", machine.Memory.Bytes);
        json.WriteNumber("reserve_bytes", machine.Reserve.Bytes);
        json.WriteNumber("cpus", machine.Cpus);
        json.WriteNumber("worker_memory_bytes", worker.Bytes);
        json.WriteNumber("worker_cpus", workerCpus);
        WriteFit(json, _fit);
        json.WriteNumber("by_memory_in_decimal_units", Fit.ByMemoryInDecimalUnits(machine, worker));
        json.WriteStartObject("measured");
        json.WriteNumber("worker_memory_bytes", MeasuredWorkerBytes);
        WriteFit(json, _measured);
        json.WriteEndObject();
    });

    private static void WriteFit(System.Text.Json.Utf8JsonWriter json, Fit fit)
    {
        json.WriteNumber("by_memory", fit.ByMemory);
        if (fit.ByCpu is { } cpu)
        {
            json.WriteNumber("by_cpu", cpu);
        }

        json.WriteNumber("workers", fit.Workers);
        json.WriteString("binds", fit.Binds);
    }

    private static string BindsText(Fit fit) => fit.Binds == "cpu" ? "CPU binds" : "memory binds";

    private static void Row(TextWriter output, string name, string value) => output.WriteLine($"{name,-10}  {value}");

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(ByteSize size) => size.Power == 0
        ? Format.Bytes(size.Bytes)
        : string.Create(CultureInfo.InvariantCulture, $"{size.Number:0.###} {"BKMGT"[size.Power]}{(size.Binary ? "iB" : "B")}");
}

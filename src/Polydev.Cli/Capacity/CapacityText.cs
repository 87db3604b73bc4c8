using System.Globalization;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Controller.Cluster;

namespace Polydev.Cli.Capacity;

/// <summary>Shows how many workers fit, with the sum that led there.</summary>
internal sealed class CapacityText(Machine machine, ByteSize worker, double workerCpus)
{
    private readonly CapacityPlan _plan = Plan(machine, worker.Bytes, workerCpus);
    private readonly CapacityPlan _measured = Plan(machine, CapacityPlan.MeasuredWorkerBytes, workerCpus);

    /// <summary>Writes it for people.</summary>
    public void Write(TextWriter output)
    {
        Row(output, "machine", $"{Text(machine.Memory)} less {Text(machine.Reserve)} reserve, {Number(machine.Cpus)} cores");
        Row(output, "worker", $"{Text(worker)}, {Number(workerCpus)} cores");
        output.WriteLine();
        Row(output, "by memory", $"{Format.Count(_plan.ByMemory),8}   ({Text(machine.Memory)} - {Text(machine.Reserve)}) / {Text(worker)}");
        Row(output, "by CPU", $"{Format.Count(_plan.ByCpu),8}   {Number(machine.Cpus)} / {Number(workerCpus)}");
        Row(output, "fit", $"{Format.Count(_plan.Workers),8}   {BindsText(_plan)}");
        if (machine.Memory.Binary && worker.Binary && _plan.ByMemoryInDecimalUnits != _plan.ByMemory)
        {
            output.WriteLine();
            output.WriteLine($"Read in decimal units the same figures give {Format.Count(_plan.ByMemoryInDecimalUnits)} by memory: a GB is 1000 MB, a GiB is 1024 MiB.");
        }

        output.WriteLine();
        output.WriteLine($"With the measured footprint of an idle worker, {Format.Bytes(CapacityPlan.MeasuredWorkerBytes)}:");
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
        WriteFit(json, _plan);
        json.WriteNumber("by_memory_in_decimal_units", _plan.ByMemoryInDecimalUnits);
        json.WriteStartObject("measured");
        json.WriteNumber("worker_memory_bytes", CapacityPlan.MeasuredWorkerBytes);
        WriteFit(json, _measured);
        json.WriteEndObject();
    });

    private static CapacityPlan Plan(Machine machine, long workerBytes, double workerCpus) =>
        CapacityPlan.Compute(machine.Memory.Bytes, machine.Cpus, machine.Reserve.Bytes, workerBytes, workerCpus);

    private static void WriteFit(System.Text.Json.Utf8JsonWriter json, CapacityPlan plan)
    {
        json.WriteNumber("by_memory", plan.ByMemory);
        if (plan.ByCpu is { } cpu)
        {
            json.WriteNumber("by_cpu", cpu);
        }

        json.WriteNumber("workers", plan.Workers);
        json.WriteString("binds", plan.Binds);
    }

    private static string BindsText(CapacityPlan plan) => plan.Binds == "cpu" ? "CPU binds" : "memory binds";

    private static void Row(TextWriter output, string name, string value) => output.WriteLine($"{name,-10}  {value}");

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(ByteSize size) => size.Power == 0
        ? Format.Bytes(size.Bytes)
        : string.Create(CultureInfo.InvariantCulture, $"{size.Number:0.###} {"BKMGT"[size.Power]}{(size.Binary ? "iB" : "B")}");
}

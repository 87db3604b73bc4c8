using System.Globalization;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>What containers, their engine and the machine hold at one instant, in MiB.</summary>
internal sealed record MemoryMark
{
    /// <summary>What runs in each container; what they share is counted in parts.</summary>
    public required IReadOnlyList<double> Workers { get; init; }

    /// <summary>The engine's process beside each container.</summary>
    public required IReadOnlyList<double> Shims { get; init; }

    /// <summary>The engine's daemons.</summary>
    public required double Engine { get; init; }

    /// <summary>Controller and egress gateway.</summary>
    public required double Control { get; init; }

    /// <summary>What the machine could still give.</summary>
    public required double Available { get; init; }

    /// <summary>What the kernel keeps for itself.</summary>
    public required double Slab { get; init; }

    /// <summary>Workers and shims.</summary>
    public double InContainers => Workers.Sum() + Shims.Sum();

    /// <summary>Looks.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="label">Whose containers count.</param>
    /// <param name="control">Controller and gateway; none where there are none.</param>
    public static async Task<MemoryMark> TakeAsync(Engine engine, string label, params IEnumerable<int> control)
    {
        var (containers, daemons) = (await ContainerProcesses.OfAsync(engine, label), await engine.ProcessesAsync());
        var memory = File.ReadLines("/proc/meminfo").Select(l => l.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(f => f[0], f => double.Parse(f[1], CultureInfo.InvariantCulture) / 1024, StringComparer.Ordinal);
        return new MemoryMark
        {
            Available = memory["MemAvailable"],
            Slab = memory["Slab"],
            Workers = [.. containers.Workers.Select(ProcessTable.PssMib)],
            Shims = [.. containers.Shims.Select(ProcessTable.PssMib)],
            Engine = daemons.Sum(ProcessTable.PssMib),
            Control = control.Sum(ProcessTable.PssMib),
        };
    }
}

using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>The processes of some containers.</summary>
/// <param name="Shims">The engine's process beside each.</param>
/// <param name="Workers">What runs in each.</param>
internal sealed record ContainerProcesses(IReadOnlyList<int> Shims, IReadOnlyList<int> Workers)
{
    /// <summary>Finds those of the containers with a label.</summary>
    public static async Task<ContainerProcesses> OfAsync(Engine engine, string label)
    {
        var containers = await engine.ContainersAsync(label);
        var table = ProcessTable.Read();
        var shims = table.Named("containerd-shim").Where(p => IsOf(p, containers)).ToList();
        return new ContainerProcesses(shims, [.. shims.SelectMany(table.ChildrenOf)]);
    }

    private static bool IsOf(int shim, IReadOnlySet<string> containers)
    {
        var arguments = ProcessTable.ArgumentsOf(shim);
        var id = Array.IndexOf(arguments, "-id");
        return id >= 0 && id + 1 < arguments.Length && containers.Contains(arguments[id + 1]);
    }
}

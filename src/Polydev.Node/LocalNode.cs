using System.Reflection;
using System.Runtime.InteropServices;
using Polydev.Drivers;
using Polydev.Drivers.Machines;

namespace Polydev.Node;

/// <summary>This machine as the only node there is.</summary>
internal sealed class LocalNode(NodeOptions options, IWorkerDriver driver, RecentProbe recent) : INodes
{
    private static readonly string s_version =
        typeof(LocalNode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NodeDescription>> ListAsync(CancellationToken cancellationToken)
    {
        var probe = await recent.AskAsync(cancellationToken);
        var machine = MachineCapacity.Measure();
        return
        [
            new NodeDescription
            {
                Id = options.Name,
                State = probe.Usable ? "ready" : "unusable",
                Message = probe.Message,
                Os = RuntimeInformation.OSDescription,
                Driver = driver.Name,
                Version = s_version,
                Cpus = machine.Cpus,
                MemoryBytes = machine.MemoryBytes,
                MemoryAvailableBytes = machine.AvailableBytes,
                Isolation = probe.Isolation,
            },
        ];
    }
}

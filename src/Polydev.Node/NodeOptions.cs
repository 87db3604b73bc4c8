using Polydev.Drivers.Docker;
using Polydev.Drivers.Fake;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Process;
using Polydev.Egress;

namespace Polydev.Node;

/// <summary>How a node is set up.</summary>
public sealed class NodeOptions
{
    /// <summary>Name of the node.</summary>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>Name of the driver that makes workers: <c>process</c>, <c>docker</c>, <c>nomad</c> or <c>fake</c>.</summary>
    public string Driver { get; set; } = "process";

    /// <summary>Where the sockets are, from <see cref="SocketDirectory.Prepare(string)"/>.</summary>
    public required SocketDirectory Sockets { get; set; }

    /// <summary>Makes the key of egress tokens when the gateway starts; the controller signs with the same.</summary>
    public required Func<IServiceProvider, ReadOnlyMemory<byte>> EgressKey { get; set; }

    /// <summary>The process driver. Node and socket directory are filled in from here.</summary>
    public ProcessDriverOptions Process { get; } = new();

    /// <summary>The Docker driver. Node and socket directory are filled in from here.</summary>
    public DockerDriverOptions Docker { get; init; } = new();

    /// <summary>The Nomad driver.</summary>
    public NomadDriverOptions Nomad { get; init; } = new();

    /// <summary>The fake driver.</summary>
    public FakeDriverOptions Fake { get; } = new();

    /// <summary>The gateway. Socket path and key are filled in from here; the rules are yours to add.</summary>
    public EgressOptions Egress { get; } = new();

    /// <summary>
    /// Program and first arguments that run the gateway as a process of its own, see <see cref="EgressDaemon"/>; empty for a gateway inside this
    /// process. In a process of its own the gateway, and every stream through it, outlives a crash of the controller.
    /// </summary>
    public IReadOnlyList<string> EgressCommand { get; set; } = [];

    /// <summary>All that is wrong with the options, in words.</summary>
    public IEnumerable<string> Problems()
    {
        if (Driver is not ("process" or "docker" or "nomad" or "fake"))
        {
            yield return $"node: there is no driver '{Driver}' here: use process, docker or nomad";
        }

        if (Driver == "process" && Process.StateDirectory.Length == 0)
        {
            yield return "node: no state directory is set for worker processes";
        }

        if (Driver == "docker" && Docker.StateDirectory.Length == 0)
        {
            yield return "node: no state directory is set for worker containers";
        }

        if (Driver == "nomad" && Nomad.StateDirectory.Length == 0)
        {
            yield return "node: no state directory is set for workers on a cluster";
        }

        if (Driver == "nomad" && Nomad.Image.Length == 0)
        {
            yield return "node: no image is set for workers on a cluster";
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Polydev.Benchmarks.Rig;

/// <summary>A Polydev whose workers a node places, controller and node on this machine, each in a process of its own.</summary>
internal sealed class NodeRig : IAsyncDisposable
{
    private const string TokenFile = "join.token";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Child _node;
    private readonly string _data;

    private NodeRig(PolydevRig polydev, Child node, string data) => (Polydev, _node, _data) = (polydev, node, data);

    /// <summary>The controller and its API.</summary>
    public PolydevRig Polydev { get; }

    /// <summary>Process id of the node.</summary>
    public int NodePid => _node.Pid;

    /// <summary>Process id of the node's egress gateway.</summary>
    public int GatewayPid => int.Parse(File.ReadAllText(Path.Combine(_data, "egress.pid")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Starts a controller and one node that has joined it.</summary>
    /// <param name="options">What is asked of it; the driver's options are the node's.</param>
    /// <param name="driver">The node's driver.</param>
    public static async Task<NodeRig> StartAsync(RigOptions options, string driver)
    {
        var listen = $"127.0.0.1:{FreePort()}";
        var polydev = await PolydevRig.StartAsync(options with { Floor = 0, Arguments = ["--driver", "nodes", "--node-listen", listen] });
        var data = Directory.CreateTempSubdirectory("polydev-bench-").FullName;
        using var made = await polydev.Http.PostAsJsonAsync("/v1/nodes/tokens", new { name = "bench" });
        made.EnsureSuccessStatusCode();
        var token = Path.Combine(data, TokenFile);
        await File.WriteAllTextAsync(token, (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        var node = Child.Start(
            "ready ", Repository.Polydev, ["node", "--controller", listen, "--token-file", token, "--name", "bench", "--data", data, "--driver", driver], options.Environment);
        await node.ReadyAsync(s_patience);
        return new NodeRig(polydev, node, data);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _node.Dispose();
        await Polydev.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

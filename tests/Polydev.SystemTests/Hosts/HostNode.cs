using System.Text.Json;

namespace Polydev.SystemTests.Hosts;

/// <summary><c>polydev node</c> on a host: joined once, and started again with what it keeps in its data directory.</summary>
internal sealed class HostNode : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("pdn-");
    private readonly string _controller;
    private readonly string[] _arguments;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    private HostNode(LabHost host, string controller, string[] arguments) => (Host, _controller, _arguments) = (host, controller, arguments);

    /// <summary>The host it is on; the node has its name.</summary>
    public LabHost Host { get; }

    /// <summary>Its name.</summary>
    public string Name => Host.Name;

    /// <summary>The running program.</summary>
    public HostProgram Program { get; private set; } = null!;

    /// <summary>The data directory.</summary>
    public string Data => _data.FullName;

    /// <summary>Ids, on its host, of the workers that run there, as the kernel shows them.</summary>
    public IReadOnlyList<int> WorkerIds => [.. Host.Processes().Where(p => Path.GetFileName(p.Command.Split(' ')[0]) == "polydev-worker").Select(p => p.Id)];

    /// <summary>Joins a controller.</summary>
    /// <param name="host">Where.</param>
    /// <param name="controller">Address and port that the controller has for nodes.</param>
    /// <param name="token">The join token.</param>
    /// <param name="environment">Added to the environment.</param>
    /// <param name="arguments">More options.</param>
    public static async Task<HostNode> JoinAsync(LabHost host, string controller, string token, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var node = new HostNode(host, controller, arguments);
        foreach (var (name, value) in environment)
        {
            node._environment[name] = value;
        }

        await node.JoinAgainAsync(token);
        return node;
    }

    /// <summary>Starts it again, without a token, and waits until it is let in.</summary>
    public async Task StartAgainAsync()
    {
        await LaunchAsync();
        await Program.ReadyAsync();
    }

    /// <summary>Joins again, as one that the controller does not know any more.</summary>
    public async Task JoinAgainAsync(string token)
    {
        var file = Path.Combine(Data, "join.token");
        await File.WriteAllTextAsync(file, token);
        await LaunchAsync("--token-file", file);
        await Program.ReadyAsync();
        File.Delete(file);
    }

    /// <summary>Wakes it, and starts the host and the node again when they have ended.</summary>
    public async Task RepairAsync()
    {
        if (!Host.IsUp)
        {
            await Host.BootAsync();
        }

        await Host.ThawAsync();
        if (Program.HasEnded)
        {
            await StartAgainAsync();
        }
    }

    /// <summary>The node as the controller describes it; null when it does not know it.</summary>
    public static JsonElement? In(JsonElement nodes, string name) =>
        nodes.GetProperty("nodes").EnumerateArray().Where(n => n.GetProperty("id").GetString() == name).Select(n => (JsonElement?)n).FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Program is not null)
        {
            await Program.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    private async Task LaunchAsync(params string[] more) => Program = await HostProgram.LaunchAsync(
        Host, _environment, ["node", "--controller", _controller, "--name", Host.Name, "--data", Data, "--drain-timeout", "5s", .. _arguments, .. more]);
}

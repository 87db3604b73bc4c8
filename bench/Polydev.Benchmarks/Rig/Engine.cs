using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polydev.Benchmarks.Rig;

/// <summary>The container engine under a bench: one that runs here, or a private one for as long as the bench runs.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private const string Scheme = "unix://";
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    private readonly bool _ours;
    private readonly HttpClient _http;

    private Engine(string address, bool ours)
    {
        (Address, _ours) = (address, ours);
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, token) => new NetworkStream(await ConnectAsync(token), ownsSocket: true) })
        {
            BaseAddress = new Uri("http://engine/v1.41/"),
            Timeout = TimeSpan.FromMinutes(5),
        };
    }

    /// <summary>Its address, as <c>DOCKER_HOST</c> takes it.</summary>
    public string Address { get; }

    /// <summary>What makes programs use it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = Address };

    private static string Script => Path.Combine(Repository.Root, "build", "docker.sh");

    /// <summary>Finds or starts one.</summary>
    public static async Task<Engine> StartAsync()
    {
        var before = File.Exists(Path.Combine(Repository.Root, "artifacts", "docker", "directory"));
        return new Engine((await Tool.RunAsync(Script, ["start"])).Trim(), ours: !before);
    }

    /// <summary>Runs the <c>docker</c> command.</summary>
    public Task<string> DockerAsync(params IEnumerable<string> arguments) => Tool.RunAsync("docker", ["--host", Address, .. arguments], new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_BUILDKIT"] = "0" });

    /// <summary>Makes a container; gives its id.</summary>
    public async Task<string> CreateAsync(JsonObject shape)
    {
        using var made = await SendAsync("containers/create", JsonContent.Create(shape));
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("Id").GetString()!;
    }

    /// <summary>Starts a container.</summary>
    public async Task StartAsync(string container) => (await SendAsync($"containers/{container}/start", null)).Dispose();

    /// <summary>Runs a container until it ends by itself.</summary>
    public async Task RunAsync(JsonObject shape)
    {
        var container = await CreateAsync(shape);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"containers/{container}/wait?condition=next-exit");
        using var ended = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await StartAsync(container);
        await ended.Content.ReadAsStringAsync();
    }

    /// <summary>Looks at a container.</summary>
    public async Task<JsonObject> InspectAsync(string container) => (await _http.GetFromJsonAsync<JsonObject>($"containers/{container}/json"))!;

    /// <summary>Ids of the running containers with a label.</summary>
    public async Task<IReadOnlySet<string>> ContainersAsync(string label)
    {
        var filter = Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["label"] = [label] }));
        var listed = await _http.GetFromJsonAsync<JsonElement>("containers/json?filters=" + filter);
        return listed.EnumerateArray().Select(c => c.GetProperty("Id").GetString()!).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Ends and removes a container.</summary>
    public async Task RemoveAsync(string container) => (await _http.DeleteAsync($"containers/{container}?force=true")).Dispose();

    /// <summary>The processes of the engine itself: the daemon, and the containerd under it.</summary>
    public async Task<IReadOnlyList<int>> ProcessesAsync()
    {
        using var socket = await ConnectAsync(CancellationToken.None);
        var credentials = new byte[3 * sizeof(int)];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        var daemon = BitConverter.ToInt32(credentials);
        var table = ProcessTable.Read();
        var all = table.Named("containerd").Except(table.Named("containerd-shim")).ToList();
        var own = all.Intersect(table.ChildrenOf(daemon)).ToList();
        return [daemon, .. own.Count > 0 ? own : all];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_ours)
        {
            await Tool.TryAsync(Script, ["stop"]);
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Address[Scheme.Length..]), cancellationToken);
        return socket;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent? content)
    {
        var answer = await _http.PostAsync(path, content);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        var why = await answer.Content.ReadAsStringAsync();
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the engine answers {path} with {(int)answer.StatusCode}: {why}"));
    }
}

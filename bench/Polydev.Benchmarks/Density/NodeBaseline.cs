using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>Containers of <c>bench/baseline-node</c> with a worker's flags: Node and three npm SDKs that say when they are ready, then wait.</summary>
internal sealed class NodeBaseline : IAsyncDisposable
{
    /// <summary>Label of its containers.</summary>
    public const string Label = "polydev.bench=baseline";

    private const string Image = "polydev-bench-node:1";
    private readonly Engine _engine;
    private readonly JsonObject _worker;
    private readonly string _directory = Directory.CreateTempSubdirectory("pdb-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Channel<bool> _ready = Channel.CreateUnbounded<bool>();
    private readonly List<Socket> _links = [];
    private readonly List<string> _containers = [];

    private NodeBaseline(Engine engine, JsonObject worker)
    {
        (_engine, _worker) = (engine, worker);
        var path = Path.Combine(_directory, "ready.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(path, all);
            File.SetUnixFileMode(_directory, all | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        _listener.Listen(512);
        _ = AcceptAsync();
    }

    /// <summary>Size of the image, unpacked, in MB.</summary>
    public double ImageMegabytes { get; private set; }

    /// <summary>Builds the image. Takes node, npm and a package registry.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="worker">A worker's container, whose flags to take.</param>
    public static async Task<NodeBaseline> MakeAsync(Engine engine, JsonObject worker)
    {
        await Tool.RunAsync(Path.Combine(Repository.Root, "bench", "baseline-node", "build.sh"), [Image, Repository.Scratch("baseline-node")], engine.Environment);
        var size = await engine.DockerAsync("image", "inspect", "--format", "{{.Size}}", Image);
        return new NodeBaseline(engine, worker) { ImageMegabytes = double.Parse(size, CultureInfo.InvariantCulture) / 1e6 };
    }

    /// <summary>Starts one more; gives the milliseconds until it is ready.</summary>
    public async Task<double> StartAsync()
    {
        var clock = Stopwatch.StartNew();
        await LaunchAsync();
        await _ready.Reader.ReadAsync();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>Starts many, so many at a time; gives the seconds until all are ready.</summary>
    public async Task<double> StartAsync(int count, int parallel)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (_, _) => await LaunchAsync());
        for (var ready = 0; ready < count; ready++)
        {
            await _ready.Reader.ReadAsync();
        }

        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Removes all of them.</summary>
    public async Task ClearAsync()
    {
        foreach (var container in _containers)
        {
            await _engine.RemoveAsync(container);
        }

        _containers.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ClearAsync();
        _listener.Dispose();
        _links.ForEach(l => l.Dispose());
        Directory.Delete(_directory, recursive: true);
    }

    private async Task LaunchAsync()
    {
        var shape = BareContainer.LikeWorker(_worker, Image);
        shape["Labels"] = new JsonObject { [Label.Split('=')[0]] = Label.Split('=')[1] };
        var walls = shape["HostConfig"]!;
        walls["SecurityOpt"] = new JsonArray("no-new-privileges:true");
        walls["Mounts"]![0]!["Source"] = _directory;
        var container = await _engine.CreateAsync(shape);
        lock (_containers)
        {
            _containers.Add(container);
        }

        await _engine.StartAsync(container);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // It stays open: one that loses it ends.
                var link = await _listener.AcceptAsync();
                _links.Add(link);
                _ = await link.ReceiveAsync(new byte[16]);
                await _ready.Writer.WriteAsync(true);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _ready.Writer.TryComplete();
        }
    }
}

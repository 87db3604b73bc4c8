using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers;
using Polydev.Drivers.Docker;
using Polydev.Node;

namespace Polydev.SystemTests.Containers;

/// <summary>A node in small: the driver as it is, and at the sockets somebody who talks with probes.</summary>
internal sealed class ProbeHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("pd-").FullName;
    private readonly DockerEngine _engine;
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Probe>> _probes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<AllocationEnded>> _ends = new(StringComparer.Ordinal);
    private readonly List<Allocation> _placed = [];
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task _watching;

    public ProbeHost(DockerEngine engine, bool ownSeccompProfile = true)
    {
        _engine = engine;
        Sockets = SocketDirectory.Prepare(_root);
        Driver = new DockerDriver(
            new DockerDriverOptions
            {
                EngineSocket = engine.Socket,
                Image = DockerEngine.ProbeImage,
                OwnSeccompProfile = ownSeccompProfile,
                StateDirectory = Path.Combine(_root, "containers"),
                SocketDirectory = Sockets.Path,
                Node = "test",
            },
            TimeProvider.System,
            NullLogger<DockerDriver>.Instance);
        _listener.Bind(new UnixDomainSocketEndPoint(Sockets.NodeSocket));
        if (!OperatingSystem.IsWindows())
        {
            // As the controller leaves its own socket: each worker is another user.
            File.SetUnixFileMode(Sockets.NodeSocket, (UnixFileMode)0x1B6);
        }

        _listener.Listen();
        _ = AcceptAsync();
        _watching = WatchAsync();
    }

    /// <summary>The driver.</summary>
    public DockerDriver Driver { get; }

    /// <summary>The sockets that probes see.</summary>
    public SocketDirectory Sockets { get; }

    /// <summary>Starts a probe as the driver starts workers.</summary>
    public async Task<Probe> StartAsync(string id, long memoryMegabytes = 64)
    {
        var started = await Driver.StartAsync(
            new WorkerSpec { WorkerId = id, Pool = "test", Nonce = new string('a', 64), MemoryBytes = memoryMegabytes << 20, Cpus = 0.5 }, TestContext.Current.CancellationToken);
        Assert.True(started.Started, started.Message);
        _placed.Add(started.Allocation);
        return await Of(_probes, id).WaitAsync(Patience);
    }

    /// <summary>Starts a probe as a process of this machine without any walls, to show that what it tries can be done at all.</summary>
    public async Task<Probe> StartOutsideAsync()
    {
        var info = new ProcessStartInfo(_engine.ProbeProgram) { UseShellExecute = false };
        info.Environment["POLYDEV_SOCKETS"] = Sockets.Path;
        info.Environment["POLYDEV_WORKER_ID"] = "outside";
        using var process = Process.Start(info)!;
        return await Of(_probes, "outside").WaitAsync(Patience);
    }

    /// <summary>What a probe's container was placed as.</summary>
    public Allocation Placed(Probe probe) => _placed.Single(a => a.WorkerId == probe.Id);

    /// <summary>How a probe ended.</summary>
    public Task<AllocationEnded> EndOfAsync(Probe probe) => Of(_ends, probe.Id).WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        foreach (var allocation in _placed)
        {
            var stop = await Driver.StopAsync(allocation, CancellationToken.None);
            Assert.True(stop.Stopped, stop.Message);
        }

        foreach (var probe in _probes.Values.Where(p => p.Task.IsCompletedSuccessfully))
        {
            (await probe.Task).Dispose();
        }

        await _over.CancelAsync();
        _listener.Dispose();
        await _watching.ContinueWith(static _ => { }, TaskScheduler.Default);
        await Driver.DisposeAsync();
        _over.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static Task<T> Of<T>(ConcurrentDictionary<string, TaskCompletionSource<T>> map, string id) =>
        map.GetOrAdd(id, _ => new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Tell<T>(ConcurrentDictionary<string, TaskCompletionSource<T>> map, string id, T what)
    {
        _ = Of(map, id);
        map[id].TrySetResult(what);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var stream = new NetworkStream(await _listener.AcceptAsync(_over.Token), ownsSocket: true);
                var id = new List<byte>();
                for (var one = stream.ReadByte(); one is not ('\n' or -1); one = stream.ReadByte())
                {
                    id.Add((byte)one);
                }

                var name = System.Text.Encoding.UTF8.GetString([.. id]);
                Tell(_probes, name, new Probe(name, stream));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task WatchAsync()
    {
        await foreach (var ended in Driver.WatchAsync(_over.Token))
        {
            Tell(_ends, ended.Allocation.WorkerId, ended);
        }
    }
}

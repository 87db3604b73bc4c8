using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Polydev.Benchmarks.Rig;

/// <summary>A simulator and a whole Polydev on one machine, each in its own processes, started as a user would.</summary>
internal sealed class PolydevRig : IAsyncDisposable
{
    private const string PublicAuthorities = "/etc/ssl/certs/ca-certificates.crt";
    private readonly Child _simulator;
    private readonly Child _controller;
    private readonly string _data;

    private PolydevRig(Child simulator, Uri simulatorAddress, Child controller, Uri address, string key, string data)
    {
        _simulator = simulator;
        SimulatorAddress = simulatorAddress;
        _controller = controller;
        Address = address;
        Key = key;
        _data = data;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Where the simulator is.</summary>
    public Uri SimulatorAddress { get; }

    /// <summary>Where the API is.</summary>
    public Uri Address { get; }

    /// <summary>The admin key.</summary>
    public string Key { get; }

    /// <summary>A client with the key.</summary>
    public HttpClient Http { get; }

    /// <summary>Process id of the simulator.</summary>
    public int SimulatorPid => _simulator.Pid;

    /// <summary>Process id of controller and node.</summary>
    public int ControllerPid => _controller.Pid;

    /// <summary>What the engine's containers of this one's workers are labelled with.</summary>
    public string ContainerLabel => "polydev.owner=" + File.ReadAllText(Path.Combine(_data, "containers", "docker.owner")).Trim();

    /// <summary>Process id of the egress gateway.</summary>
    public int GatewayPid => int.Parse(File.ReadAllText(Path.Combine(_data, "egress.pid")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Starts both and stores the credentials.</summary>
    /// <param name="floor">Warm workers to hold.</param>
    /// <param name="extra">More arguments of <c>up</c>.</param>
    public static Task<PolydevRig> StartAsync(int floor, params string[] extra) =>
        StartAsync(new RigOptions { Floor = floor, WorkerMemoryBytes = (floor > 250 ? 20L : 64L) << 20, Arguments = extra });

    /// <summary>The same, as asked.</summary>
    public static async Task<PolydevRig> StartAsync(RigOptions options)
    {
        var data = options.DataDirectory ?? Directory.CreateTempSubdirectory("polydev-bench-").FullName;
        var authority = Path.Combine(data, "simulator.pem");
        var simulator = Child.Start("ready ", Repository.Polydev, ["simulate", "--port", "0", .. options.OverHttps ? ["--https-port", "0", "--certificate", authority] : Array.Empty<string>()]);
        var addresses = (await simulator.ReadyAsync(TimeSpan.FromMinutes(5))).Split(' ');
        var root = addresses[^1].TrimEnd('/');
        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal)
        {
            ["OPENAI_BASE_URL"] = root + "/v1",
            ["ANTHROPIC_BASE_URL"] = root,
            ["GOOGLE_GEMINI_BASE_URL"] = root,
        };
        await File.WriteAllTextAsync(Path.Combine(data, "polydev.json"), PoolsOf(options));
        if (options.OverHttps)
        {
            environment["SSL_CERT_FILE"] = Path.Combine(data, "authorities.pem");
            await File.WriteAllTextAsync(environment["SSL_CERT_FILE"], await File.ReadAllTextAsync(PublicAuthorities) + await File.ReadAllTextAsync(authority));
        }

        var more = options.Arguments;
        var controller = Child.Start("ready ", Repository.Polydev, ["up", "--port", "0", "--data", data, .. more.Contains("--driver") ? Array.Empty<string>() : ["--driver", "process"], .. more], environment);
        var address = new Uri(await controller.ReadyAsync(TimeSpan.FromMinutes(5)));
        var key = (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim();
        var rig = new PolydevRig(simulator, new Uri(addresses[0]), controller, address, key, data);
        foreach (var provider in new[] { "openai", "anthropic", "google" })
        {
            (await rig.Http.PutAsJsonAsync($"/v1/credentials/{provider}", new { api_key = "sk-bench-" + provider })).EnsureSuccessStatusCode();
        }

        await rig.WaitForWarmAsync(options.Floor);
        return rig;
    }

    /// <summary>Waits until so many workers are warm.</summary>
    public async Task WaitForWarmAsync(int count)
    {
        for (var tries = 0; tries < 6000; tries++)
        {
            if ((await Http.GetFromJsonAsync<JsonElement>("/v1/pools/default")).GetProperty("warm").GetInt32() >= count)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"{count} warm workers did not come about:\n{_controller.Said()}");
    }

    /// <summary>Counts the workers in a state.</summary>
    public async Task<int> CountAsync(string state) => (await WorkersAsync()).Count(w => w.GetProperty("state").GetString() == state);

    /// <summary>The workers as the API shows them.</summary>
    public async Task<IReadOnlyList<JsonElement>> WorkersAsync() =>
        [.. (await Http.GetFromJsonAsync<JsonElement>("/v1/workers")).GetProperty("workers").EnumerateArray()];

    /// <summary>Changes how many workers are warm, and how many start at the same time.</summary>
    public async Task ResizeAsync(int floor, int parallelStarts) =>
        (await Http.PutAsJsonAsync("/v1/pools/default", new { floor, parallel_starts = parallelStarts })).EnsureSuccessStatusCode();

    /// <summary>Ends every worker and waits until none is left.</summary>
    public async Task EmptyAsync()
    {
        (await Http.PutAsJsonAsync("/v1/pools/default", new { floor = 0 })).EnsureSuccessStatusCode();
        for (var workers = await WorkersAsync(); workers.Count > 0; workers = await WorkersAsync())
        {
            foreach (var worker in workers)
            {
                // One that has ended by now is not found, which is as good.
                using var _ = await Http.DeleteAsync("/v1/workers/" + worker.GetProperty("id").GetString());
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The process ids of this Polydev's workers.</summary>
    public IReadOnlyList<int> WorkerPids() => [.. ProcessesOfWorkers().Where(IsWorker)];

    /// <summary>The process ids of its workers and of what walls each in.</summary>
    public IReadOnlyList<int> ProcessesOfWorkers()
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, System.Globalization.CultureInfo.InvariantCulture, out _))
            .Select(n => int.Parse(n!, System.Globalization.CultureInfo.InvariantCulture)).ToDictionary(p => p, Child.ParentOf);
        var outer = parents.Where(p => p.Value == ControllerPid && p.Key != GatewayPid).Select(p => p.Key).ToHashSet();
        return [.. outer, .. parents.Where(p => outer.Contains(p.Value)).Select(p => p.Key)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _controller.Dispose();
        _simulator.Dispose();
        await Task.Yield();
        Directory.Delete(_data, recursive: true);
    }

    private static string PoolsOf(RigOptions options) => JsonSerializer.Serialize(new
    {
        pools = new
        {
            @default = new { floor = options.Floor, ceiling = options.Ceiling, worker_memory_bytes = options.WorkerMemoryBytes, worker_cpus = options.WorkerCpus, overcommit = options.Overcommit },
        },
    });

    private static bool IsWorker(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").StartsWith("polydev-worker", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}

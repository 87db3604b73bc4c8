using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Polydev.Drivers.Docker;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Containers;

/// <summary>Many claims of fresh containers while workers are killed, clients leave and the engine restarts, once in order and once after a crash:
/// nothing is leaked, lost or mixed up, and of every execution that did not succeed it is known why.</summary>
/// <remarks>In small with every run of the tests; <c>POLYDEV_SOAK_CLAIMS=2000</c> asks for its full form, which takes minutes.</remarks>
[Collection(ContainerTests.Name)]
public sealed class SoakTests(DockerEngine engine)
{
    private const string ClaimsVariable = "POLYDEV_SOAK_CLAIMS";
    private const int Tenants = 8;
    private const int Parallel = 12;
    private const int KilledOf = 10;
    private const int LeavingOf = 4;
    private const int Pieces = 40;
    private const int LogTail = 20_000;

    private readonly ConcurrentDictionary<string, SoakRun> _runs = new(StringComparer.Ordinal);
    private volatile bool _restarting;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Claims => int.TryParse(Environment.GetEnvironmentVariable(ClaimsVariable), CultureInfo.InvariantCulture, out var claims) ? claims : 60;

    [Fact]
    public async Task No_container_is_leaked_no_execution_lost_and_no_tenant_served_by_anothers_worker()
    {
        engine.Require();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "an engine that is restarted has to be the test's own, which takes root");
        await using var own = new PrivateEngine();
        await own.StartAsync();
        await own.CopyAsync(RuntimeImage.Own, engine.Address);
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await PolydevProcess.StartAsync(
            simulator.HttpAddress, "sk-soak", 4, new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = own.Address }, "--driver", "docker");
        var owner = (await File.ReadAllTextAsync(Path.Combine(polydev.Data, "containers", "docker.owner"), Token)).Trim();
        var tenants = await MakeTenantsAsync(polydev);
        var clock = Stopwatch.StartNew();

        try
        {
            await RunAllAsync(polydev, own, tenants);
        }
        catch (Exception)
        {
            Say(polydev.Said[^Math.Min(polydev.Said.Length, LogTail)..]);
            throw;
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"{_runs.Count} claims in {clock.Elapsed.TotalSeconds:0} s, of which {_runs.Values.Count(r => r.Killed is not null)} had their worker killed"));

        var ends = _runs.Values.GroupBy(r => r.Judge(Pieces), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        ends.ToList().ForEach(e => Say($"  {e.Value} {e.Key}"));
        Assert.Equal(Claims, _runs.Count);
        var served = _runs.Values.SelectMany(r => r.Workers).ToList();
        Assert.Equal(served.Count, served.Distinct(StringComparer.Ordinal).Count());
        JudgeKeys(simulator, tenants);
        await JudgeContainersAsync(polydev, own, owner, served);

        await polydev.DisposeAsync();
        Assert.Empty(await ContainersAsync(own, owner));
        await PolydevProcess.UntilAsync(() => Task.FromResult(HostProcesses.ShimsUnder(own.Root).Count == 0), "no shim was left");
        Say($"  {served.Count} containers served, 0 left");
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static async Task<IReadOnlyList<string>> MakeTenantsAsync(PolydevProcess polydev)
    {
        var made = new List<string>();
        for (var i = 0; i < Tenants; i++)
        {
            using var response = await polydev.Http.PostAsJsonAsync("/v1/tenants", new { name = "soak " + i }, Token);
            made.Add((await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!);
            using var credential = await SendAsync(polydev, HttpMethod.Put, "/v1/credentials/openai", made[^1], new { api_key = "sk-soak-" + i });
        }

        return made;
    }

    private async Task RunAllAsync(PolydevProcess polydev, PrivateEngine own, IReadOnlyList<string> tenants)
    {
        var random = new Random(1);
        var chances = Enumerable.Range(0, Claims).Select(n => (Number: n, Kill: random.Next(KilledOf) == 0, Leave: random.Next(LeavingOf) == 0, After: random.Next(1, 30))).ToList();
        var restarts = new List<Task>();
        await System.Threading.Tasks.Parallel.ForEachAsync(chances, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = Token }, async (chance, _) =>
        {
            if (chance.Number == Claims / 3 || chance.Number == Claims * 2 / 3)
            {
                restarts.Add(RestartAsync(polydev, own, crash: chance.Number != Claims / 3));
            }

            var run = await AcceptAsync(polydev, tenants[chance.Number % tenants.Count]);
            _runs[run.Id] = run;
            run.MetRestart = _restarting;
            await FollowAsync(polydev, own, run, chance.Kill, chance.Leave, chance.After);
            run.Record = await ReadAsync(polydev, run);
        });
        await Task.WhenAll(restarts);
    }

    private async Task RestartAsync(PolydevProcess polydev, PrivateEngine own, bool crash)
    {
        var noticed = Noticed(polydev);
        _restarting = true;
        foreach (var run in _runs.Values.Where(r => !r.IsOver))
        {
            run.MetRestart = true;
        }

        await own.RestartAsync(crash);

        // A worker that outlived a crash may be claimed until the driver has compared.
        await PolydevProcess.UntilAsync(() => Task.FromResult(Noticed(polydev) > noticed), "the driver had noticed the restart");
        _restarting = false;
    }

    private static int Noticed(PolydevProcess polydev) => polydev.Said.Split("answers again").Length;

    private static async Task<SoakRun> AcceptAsync(PolydevProcess polydev, string tenant)
    {
        using var response = await SendAsync(
            polydev, HttpMethod.Post, "/v1/executions", tenant, new { provider = "openai", model = "sim-chunks-40-rate-40", prompt = "count", isolation = "execution" }, "respond-async");
        return new SoakRun(tenant, (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!);
    }

    /// <summary>Follows an execution to its end; on the way its container may be killed, and its client may leave and come back.</summary>
    private static async Task FollowAsync(PolydevProcess polydev, PrivateEngine own, SoakRun run, bool kill, bool leave, int after)
    {
        while (!run.IsOver)
        {
            await foreach (var item in polydev.FollowAsync(run.Id, run.Events.Count == 0 ? 0 : run.Events[^1].Seq, run.Tenant))
            {
                run.Events.Add((item.Seq, item.Type));
                if (kill && run.Killed is null && run.Events.Count >= after && (await ReadAsync(polydev, run)).TryGetProperty("worker", out var used))
                {
                    // It may have ended with its engine a moment ago; then it was not the test that killed it.
                    var worker = used.GetProperty("id").GetString()!;
                    kill = (await Commands.TryAsync("docker", ["--host", own.Address, "kill", "polydev-" + worker])).ExitCode != 0;
                    run.Killed = kill ? null : worker;
                }

                if (run.Events.Count == after && leave)
                {
                    break;
                }
            }
        }
    }

    /// <summary>At the provider each tenant's key was shown for its own attempts, and no other: an attempt sends once, or not at all when its worker is killed before.</summary>
    private void JudgeKeys(SimulatorHost simulator, IReadOnlyList<string> tenants)
    {
        var shown = simulator.Counters.Snapshot().Keys;
        Assert.Equal(tenants.Select((_, i) => SimulatorCounters.HashKey("sk-soak-" + i)).Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        for (var i = 0; i < tenants.Count; i++)
        {
            var own = _runs.Values.Where(r => r.Tenant == tenants[i]).ToList();
            Assert.InRange(
                shown[SimulatorCounters.HashKey("sk-soak-" + i)], own.Count(r => r.Record.GetProperty("status").GetString() == "succeeded"), own.Sum(r => r.Record.GetProperty("attempts").GetArrayLength()));
        }
    }

    /// <summary>What the pool counts, what the engine lists and what runs on the machine are the same; and nothing that served runs any more.</summary>
    private static async Task JudgeContainersAsync(PolydevProcess polydev, PrivateEngine own, string owner, IReadOnlyList<string> served)
    {
        var difference = "";
        await PolydevProcess.UntilAsync(
            async () =>
            {
                var workers = await WorkersAsync(polydev);
                var containers = await ContainersAsync(own, owner);
                var shims = HostProcesses.ShimsUnder(own.Root);
                var processes = HostProcesses.WorkersAmong(workers.Concat(served).ToHashSet(StringComparer.Ordinal));
                difference = $"pool: {string.Join(' ', workers)}; engine: {string.Join(' ', containers)}; shims: {string.Join(' ', shims)}; processes: {string.Join(' ', processes)}";
                return Same(workers, containers.Select(c => c.Worker)) && Same(containers.Select(c => c.Id), shims) && Same(workers, processes);
            },
            () => "pool, engine and machine agreed: " + difference);
        var left = await WorkersAsync(polydev);
        Say(string.Create(CultureInfo.InvariantCulture, $"  pool, engine and machine agree on {left.Count} workers"));
    }

    private static bool Same(IEnumerable<string> one, IEnumerable<string> other) => one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static async Task<IReadOnlyList<string>> WorkersAsync(PolydevProcess polydev) =>
        [.. (await polydev.Http.GetFromJsonAsync<JsonElement>("/v1/workers", Token)).GetProperty("workers").EnumerateArray().Select(w => w.GetProperty("id").GetString()!)];

    private static async Task<IReadOnlyList<(string Id, string Worker)>> ContainersAsync(PrivateEngine own, string owner)
    {
        var containers = new List<(string Id, string Worker)>();
        var listed = await Commands.RunAsync(
            "docker", "--host", own.Address, "ps", "--all", "--no-trunc", "--filter", "label=polydev.owner=" + owner, "--format", "{{.ID}} {{.Label \"polydev.worker\"}} {{.State}}");
        foreach (var words in listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')))
        {
            // An engine that was killed while it removed one may go on to list it as dead, and yet not know it.
            if (words[2] != "dead" || (await Commands.TryAsync("docker", ["--host", own.Address, "inspect", "--type", "container", words[0]])).ExitCode == 0)
            {
                containers.Add((words[0], words[1]));
            }
        }

        return containers;
    }

    private static async Task<JsonElement> ReadAsync(PolydevProcess polydev, SoakRun run)
    {
        using var response = await SendAsync(polydev, HttpMethod.Get, "/v1/executions/" + run.Id, run.Tenant, null);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static async Task<HttpResponseMessage> SendAsync(PolydevProcess polydev, HttpMethod method, string path, string tenant, object? body, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-Polydev-Tenant", tenant);
        if (prefer is not null)
        {
            request.Headers.Add("Prefer", prefer);
        }

        var response = await polydev.Http.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode}");
        return response;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Polydev.Drivers.Docker;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Containers;

/// <summary>Many claims of fresh containers while workers are killed, clients leave and the engine restarts: nothing is leaked, lost or mixed up.</summary>
/// <remarks>In its full form <c>POLYDEV_SOAK_CLAIMS=2000</c>.</remarks>
[Collection(ContainerTests.Name)]
public sealed class SoakTests(DockerEngine engine)
{
    private const string ClaimsVariable = "POLYDEV_SOAK_CLAIMS";
    private const int Tenants = 8;
    private const int Parallel = 12;
    private const int KilledOf = 10;
    private const int LeavingOf = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Claims => int.TryParse(Environment.GetEnvironmentVariable(ClaimsVariable), CultureInfo.InvariantCulture, out var claims) ? claims : 60;

    [Fact]
    public async Task No_container_is_leaked_no_execution_lost_and_no_tenant_served_by_anothers_worker()
    {
        engine.Require();
        Assert.SkipWhen(Environment.GetEnvironmentVariable(ClaimsVariable) is null, $"asked for with {ClaimsVariable}=60: the driver does not yet outlive every restart of its engine");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "an engine that is restarted has to be the test's own, which takes root");
        await using var own = new PrivateEngine();
        await own.StartAsync();
        await own.CopyAsync(RuntimeImage.Own, engine.Address);
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        var polydev = await PolydevProcess.StartAsync(
            simulator.HttpAddress, "sk-soak", 4, new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = own.Address }, "--driver", "docker");
        var owner = (await File.ReadAllTextAsync(Path.Combine(polydev.Data, "containers", "docker.owner"), Token)).Trim();
        var tenants = await MakeTenantsAsync(polydev);
        var clock = Stopwatch.StartNew();

        var runs = await RunAllAsync(polydev, own, tenants);

        var (ends, workers, tries) = await JudgeAsync(polydev, runs);
        JudgeKeys(simulator, tenants, tries);
        await PolydevProcess.UntilAsync(
            async () => (await ListAsync(own, owner)).Count <= 8, "only the pool's warm containers were left");
        await polydev.DisposeAsync();
        var left = await ListAsync(own, owner);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{runs.Count} claims in {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", ends.Select(e => $"{e.Value} {e.Key}"))}; {workers} containers used, {left.Count} left"));
        Assert.Empty(left);
    }

    /// <summary>An execution as its client saw it.</summary>
    private sealed record Run(string Tenant, string Id, IReadOnlyList<(long Seq, string Type)> Events);

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

    private static async Task<IReadOnlyCollection<Run>> RunAllAsync(PolydevProcess polydev, PrivateEngine own, IReadOnlyList<string> tenants)
    {
        var runs = new ConcurrentBag<Run>();
        var random = new Random(1);
        var chances = Enumerable.Range(0, Claims).Select(n => (Number: n, Kill: random.Next(KilledOf) == 0, Leave: random.Next(LeavingOf) == 0, After: random.Next(1, 30))).ToList();
        var restart = Task.CompletedTask;
        await System.Threading.Tasks.Parallel.ForEachAsync(chances, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = Token }, async (chance, _) =>
        {
            if (chance.Number == Claims / 2)
            {
                restart = own.RestartAsync();
            }

            var tenant = tenants[chance.Number % tenants.Count];
            var id = await AcceptAsync(polydev, tenant);
            runs.Add(new Run(tenant, id, await FollowAsync(polydev, own, tenant, id, chance.Kill, chance.Leave, chance.After)));
        });
        await restart;
        return runs;
    }

    private static async Task<string> AcceptAsync(PolydevProcess polydev, string tenant)
    {
        using var response = await SendAsync(
            polydev, HttpMethod.Post, "/v1/executions", tenant, new { provider = "openai", model = "sim-chunks-40-rate-40", prompt = "count", isolation = "execution" }, "respond-async");
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    /// <summary>Follows an execution to its end; on the way its container may be killed, and its client may leave and come back.</summary>
    private static async Task<IReadOnlyList<(long Seq, string Type)>> FollowAsync(PolydevProcess polydev, PrivateEngine own, string tenant, string id, bool kill, bool leave, int after)
    {
        var events = new List<(long Seq, string Type)>();
        while (events.Count == 0 || events[^1].Type is not ("finished" or "failed"))
        {
            await foreach (var item in polydev.FollowAsync(id, events.Count == 0 ? 0 : events[^1].Seq, tenant))
            {
                events.Add((item.Seq, item.Type));
                if (events.Count == after && kill)
                {
                    var worker = (await ReadAsync(polydev, tenant, id)).TryGetProperty("worker", out var used) ? used.GetProperty("id").GetString() : null;

                    // It may have ended by itself a moment ago, or with its engine.
                    await Commands.TryAsync("docker", ["--host", own.Address, "kill", "polydev-" + worker]);
                }

                if (events.Count == after && leave)
                {
                    break;
                }
            }
        }

        return events;
    }

    /// <summary>Each execution has one end, no gap, and workers that served its tenant alone.</summary>
    private static async Task<(IReadOnlyDictionary<string, int> Ends, int Workers, ILookup<string, (int Succeeded, int Attempts)> Tries)> JudgeAsync(PolydevProcess polydev, IReadOnlyCollection<Run> runs)
    {
        Assert.Equal(Claims, runs.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        var served = new Dictionary<string, string>(StringComparer.Ordinal);
        var tries = new List<(string Tenant, int Succeeded, int Attempts)>();
        foreach (var run in runs)
        {
            Assert.Equal(Enumerable.Range(1, run.Events.Count).Select(n => (long)n), run.Events.Select(e => e.Seq));
            Assert.Single(run.Events, e => e.Type is "finished" or "failed");
            var read = await ReadAsync(polydev, run.Tenant, run.Id);
            var end = read.GetProperty("status").GetString() is "succeeded" ? "succeeded" : read.GetProperty("error").GetProperty("code").GetString()!;
            Assert.True(end is "succeeded" or "worker_lost", $"{run.Id} ended as {end}: {read.GetRawText()}");
            Assert.True(end != "succeeded" || run.Events.Count(e => e.Type == "text") == 40, "an answer was cut: " + read.GetRawText());
            ends[end] = ends.GetValueOrDefault(end) + 1;
            tries.Add((run.Tenant, end == "succeeded" ? 1 : 0, read.GetProperty("attempts").GetArrayLength()));
            foreach (var attempt in read.GetProperty("attempts").EnumerateArray())
            {
                if (attempt.TryGetProperty("worker", out var worker))
                {
                    Assert.True(served.TryAdd(worker.GetString()!, run.Id), $"worker {worker} served {run.Id} and {served.GetValueOrDefault(worker.GetString()!)}");
                }
            }
        }

        return (ends, served.Count, tries.ToLookup(t => t.Tenant, t => (t.Succeeded, t.Attempts), StringComparer.Ordinal));
    }

    /// <summary>At the provider each tenant's key was shown for its own attempts, and no other: an attempt sends once, or not at all when its worker is killed before.</summary>
    private static void JudgeKeys(SimulatorHost simulator, IReadOnlyList<string> tenants, ILookup<string, (int Succeeded, int Attempts)> tries)
    {
        var shown = simulator.Counters.Snapshot().Keys;
        Assert.Equal(tenants.Select((_, i) => SimulatorCounters.HashKey("sk-soak-" + i)).Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        for (var i = 0; i < tenants.Count; i++)
        {
            Assert.InRange(shown[SimulatorCounters.HashKey("sk-soak-" + i)], tries[tenants[i]].Sum(t => t.Succeeded), tries[tenants[i]].Sum(t => t.Attempts));
        }
    }

    private static async Task<IReadOnlyList<string>> ListAsync(PrivateEngine own, string owner) =>
        (await Commands.RunAsync("docker", "--host", own.Address, "ps", "--all", "--quiet", "--filter", "label=polydev.owner=" + owner)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<JsonElement> ReadAsync(PolydevProcess polydev, string tenant, string id)
    {
        using var response = await SendAsync(polydev, HttpMethod.Get, "/v1/executions/" + id, tenant, null);
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

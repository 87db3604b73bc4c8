using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Containers;

/// <summary>The whole product with its workers in containers: whose they are, how long they live, what is known of them outside.</summary>
[Collection(ContainerTests.Name)]
public sealed class WorkerContainerTests(DockerEngine engine)
{
    private const string Planted = "sk-PLANTED-IN-CONTAINERS-0123456789";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Under_tenant_isolation_a_container_serves_one_tenant_and_that_one_again()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator);
        var other = await polydev.Http.PostAsJsonAsync("/v1/tenants", new { name = "other" }, Token);
        var otherId = (await other.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;

        var (first, second) = (await WorkerOfRunAsync(polydev, null, null), await WorkerOfRunAsync(polydev, null, null));
        var foreign = await WorkerOfRunAsync(polydev, otherId, null);

        Assert.Equal(first, second);
        Assert.NotEqual(first, foreign);
        var containers = await OwnContainersAsync(polydev);
        Assert.Contains(first, containers);
        Assert.Contains(foreign, containers);
    }

    [Fact]
    public async Task Under_execution_isolation_a_container_serves_one_execution_and_is_gone()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator);

        var (first, second) = (await WorkerOfRunAsync(polydev, null, "execution"), await WorkerOfRunAsync(polydev, null, "execution"));

        Assert.NotEqual(first, second);
        await PolydevProcess.UntilAsync(async () => !(await OwnContainersAsync(polydev)).Any(c => c == first || c == second), "both containers were gone");
    }

    [Fact]
    public async Task The_node_says_which_walls_are_in_force()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator);

        var node = (await polydev.Http.GetFromJsonAsync<JsonElement>("/v1/nodes", Token)).GetProperty("nodes")[0];

        Assert.Equal(("docker", "ready"), (node.GetProperty("driver").GetString(), node.GetProperty("state").GetString()));
        Assert.StartsWith("docker ", node.GetProperty("isolation").GetProperty("mechanism").GetString(), StringComparison.Ordinal);
        Assert.All(new[] { "network", "filesystem", "processes" }, wall => Assert.True(node.GetProperty("isolation").GetProperty(wall).GetBoolean()));
    }

    [Fact]
    public async Task A_worker_in_a_container_waits_for_its_turn_on_busy_cores()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator);
        var worker = await WorkerOfRunAsync(polydev, null, null);
        var pid = int.Parse(await engine.DockerAsync("inspect", "--format", "{{.State.Pid}}", "polydev-" + worker), CultureInfo.InvariantCulture);

        Assert.NotEmpty(KernelThreads.Serving(pid));
        Assert.All(KernelThreads.Serving(pid), t => Assert.Equal((t.Name, KernelThreads.Batch), t));
    }

    [Fact]
    public async Task A_controller_killed_in_mid_stream_finds_its_containers_again_and_loses_nothing()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-100-rate-50", prompt = "count" });
        long seen = 0;
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            seen = item.Seq;
            if (seen == 30)
            {
                break;
            }
        }

        polydev.Kill9();
        await polydev.StartAgainAsync();
        var rest = new List<(long Seq, string Type)>();
        await foreach (var item in polydev.FollowAsync(id, seen))
        {
            rest.Add((item.Seq, item.Type));
        }

        Assert.Equal(Enumerable.Range(31, rest.Count).Select(n => (long)n), rest.Select(r => r.Seq));
        Assert.Equal("finished", rest[^1].Type);
        Assert.Equal(1, simulator.Counters.Requests);
    }

    [Fact]
    public async Task A_container_that_somebody_kills_fails_its_execution_with_the_true_reason_and_is_replaced()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-500-rate-50", prompt = "count" });
        var last = default((long Seq, string Type, JsonElement Data));
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            last = item;
            if (item.Seq == 10)
            {
                var worker = (await polydev.ReadAsync(id)).GetProperty("worker").GetProperty("id").GetString();
                await engine.DockerAsync("kill", "polydev-" + worker);
            }
        }

        Assert.Equal("failed", last.Type);
        Assert.Equal("worker_lost", last.Data.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("killed by signal 9", last.Data.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        await WorkerOfRunAsync(polydev, null, null);
    }

    [Fact]
    public async Task A_worker_that_bombs_with_processes_fails_its_execution_with_the_true_reason_and_is_replaced()
    {
        engine.Require();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "to put processes into a container's cgroup takes root");
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-500-rate-50", prompt = "count" });
        var last = default((long Seq, string Type, JsonElement Data));
        using var bomb = new CgroupBomb();
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            last = item;
            if (item.Seq == 10)
            {
                var worker = (await polydev.ReadAsync(id)).GetProperty("worker").GetProperty("id").GetString();
                bomb.Explode((await engine.DockerAsync("inspect", "--format", "{{.State.Pid}}", "polydev-" + worker)).Trim());
            }
        }

        var error = last.Data.GetProperty("error");
        Assert.Equal(("failed", "worker_lost"), (last.Type, error.GetProperty("code").GetString()));
        Assert.Contains("out of processes and threads: it may have 128", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("wanted more than its 128 processes and threads", polydev.Said, StringComparison.Ordinal);
        await WorkerOfRunAsync(polydev, null, null);
    }

    [Fact]
    public async Task Nothing_is_left_when_it_is_asked_to_stop()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        var polydev = await StartAsync(simulator);
        await WorkerOfRunAsync(polydev, null, null);
        var owner = await OwnerAsync(polydev);
        await polydev.DisposeAsync();

        Assert.Empty(await engine.ContainersAsync("polydev.owner=" + owner));
    }

    [Fact]
    public async Task A_tenants_key_is_found_nowhere_outside_its_worker()
    {
        engine.Require();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await StartAsync(simulator, Planted);
        foreach (var (provider, model) in new[] { ("openai", "sim-text"), ("anthropic", "fault-401"), ("google", "sim-text"), ("openai", "fault-cut-mid-frame") })
        {
            await polydev.ExecuteAsync(new { provider, model, prompt = "hi", max_attempts = 1 });
        }

        // The key did reach the provider: otherwise finding it nowhere would prove nothing.
        using var http = new HttpClient();
        Assert.Contains(SimulatorCounters.HashKey(Planted), await http.GetStringAsync(new Uri(simulator.HttpAddress, "/_simulator/counters"), Token), StringComparison.Ordinal);
        var containers = await engine.ContainersAsync("polydev.owner=" + await OwnerAsync(polydev));
        Assert.NotEmpty(containers);
        Assert.DoesNotContain(Planted, await engine.DockerAsync(["inspect", .. containers]), StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, await engine.DockerAsync("system", "info"), StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, await engine.DockerAsync("history", "--no-trunc", Drivers.Docker.RuntimeImage.Own), StringComparison.Ordinal);
        foreach (var container in containers)
        {
            var (_, output, error) = await Commands.TryAsync("docker", ["--host", engine.Address, "logs", container]);
            Assert.DoesNotContain(Planted, output + error, StringComparison.Ordinal);
            Assert.Equal("", await engine.DockerAsync("diff", container));
        }

        Assert.DoesNotContain(Planted, polydev.Said, StringComparison.Ordinal);
        Assert.Empty(FilesWithKey(polydev.Data));

        // What looks for it does find it where it is.
        var planted = Path.Combine(polydev.Data, "planted");
        await File.WriteAllTextAsync(planted, "x" + Planted, Token);
        Assert.Equal([planted], FilesWithKey(polydev.Data));
        Assert.Empty(FilesWithKey((await engine.DockerAsync("info", "--format", "{{.DockerRootDir}}")).Trim()));
        Assert.Empty(ProcessesWithKey());
    }

    private Task<PolydevProcess> StartAsync(SimulatorHost simulator, string key = "sk-system-test") =>
        PolydevProcess.StartAsync(simulator.HttpAddress, key, 2, new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = engine.Address }, "--driver", "docker");

    private static async Task<string> OwnerAsync(PolydevProcess polydev) => (await File.ReadAllTextAsync(Path.Combine(polydev.Data, "containers", "docker.owner"), Token)).Trim();

    private async Task<IReadOnlyList<string>> OwnContainersAsync(PolydevProcess polydev) =>
        (await engine.DockerAsync("ps", "--all", "--filter", "label=polydev.owner=" + await OwnerAsync(polydev), "--format", "{{.Label \"polydev.worker\"}}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs an execution, which must succeed, and tells the worker that ran it.</summary>
    private static async Task<string> WorkerOfRunAsync(PolydevProcess polydev, string? tenant, string? isolation)
    {
        if (tenant is not null)
        {
            await SendAsync(polydev, HttpMethod.Put, "/v1/credentials/openai", tenant, new { api_key = "sk-other" });
        }

        var ran = await SendAsync(polydev, HttpMethod.Post, "/v1/executions", tenant, new { provider = "openai", model = "sim-text", prompt = "hi", isolation = isolation ?? "tenant" });
        Assert.True(ran.GetProperty("status").GetString() == "succeeded", ran.GetRawText());
        var worker = ran.GetProperty("worker");
        Assert.Equal("docker", worker.GetProperty("driver").GetString());
        return worker.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> SendAsync(PolydevProcess polydev, HttpMethod method, string path, string? tenant, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (tenant is not null)
        {
            request.Headers.Add("X-Polydev-Tenant", tenant);
        }

        using var response = await polydev.Http.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
        return response.Content.Headers.ContentLength == 0 ? default : await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static IEnumerable<string> FilesWithKey(string directory)
    {
        var needle = Encoding.UTF8.GetBytes(Planted);
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(directory, "*", options).Where(f => Path.GetFileName(f) != "polydev.lock"))
        {
            byte[] content;
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var memory = new MemoryStream();
                stream.CopyTo(memory);
                content = memory.ToArray();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A socket, or a file that went while we looked.
                continue;
            }

            if (content.AsSpan().IndexOf(needle) >= 0)
            {
                yield return file;
            }
        }
    }

    private static IEnumerable<string> ProcessesWithKey()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            foreach (var file in new[] { "environ", "cmdline" })
            {
                string text;
                try
                {
                    text = File.ReadAllText(Path.Combine(process, file));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It ended while we looked.
                    continue;
                }

                if (text.Contains(Planted, StringComparison.Ordinal))
                {
                    yield return process + "/" + file;
                }
            }
        }
    }
}

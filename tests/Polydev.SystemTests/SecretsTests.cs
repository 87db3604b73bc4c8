using System.Text;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>A planted key is looked for everywhere it could have leaked to.</summary>
public sealed class SecretsTests
{
    private const string Planted = "sk-PLANTED-0123456789abcdefghij";

    [Fact]
    public async Task A_tenants_key_is_found_nowhere()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress, key: Planted);
        var answers = new StringBuilder();
        foreach (var (provider, model) in new[] { ("openai", "sim-text"), ("anthropic", "fault-401"), ("google", "fault-429"), ("openai", "fault-html-error"), ("anthropic", "fault-cut-mid-frame") })
        {
            answers.AppendLine((await polydev.ExecuteAsync(new { provider, model, prompt = "hi", max_attempts = 1 })).GetRawText());
        }

        // The key did reach the provider: otherwise finding it nowhere would prove nothing.
        Assert.Contains(SimulatorCounters.HashKey(Planted), await new HttpClient().GetStringAsync(new Uri(simulator.HttpAddress, "/_simulator/counters"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        foreach (var route in new[] { "/metrics", "/v1/credentials", "/v1/executions", "/v1/workers", "/v1/nodes", "/v1/usage", "/openapi/v1.json" })
        {
            answers.AppendLine(await polydev.Http.GetStringAsync(route, TestContext.Current.CancellationToken));
        }

        Assert.DoesNotContain(Planted, answers.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, polydev.Said, StringComparison.Ordinal);
        Assert.Empty(FilesWith(polydev.Data));
        foreach (var pid in (await polydev.WorkerPidsAsync()).Values.Append(polydev.Pid))
        {
            if (Environment.IsPrivilegedProcess)
            {
                // A worker closes its environment to its own user; only root can look.
                Assert.DoesNotContain(Planted, await File.ReadAllTextAsync($"/proc/{pid}/environ", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }

            Assert.DoesNotContain(Planted, await File.ReadAllTextAsync($"/proc/{pid}/cmdline", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_first_admin_key_is_in_its_file_and_not_in_a_log()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        var file = Path.Combine(polydev.Data, "admin.key");

        Assert.Contains(file, polydev.Said, StringComparison.Ordinal);
        Assert.DoesNotContain((await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim(), polydev.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workers_environment_holds_nothing_of_the_controllers()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a worker closes its environment to its own user: only root can look");
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        await PolydevProcess.UntilAsync(async () => (await polydev.WorkerPidsAsync()).Count > 0, "a worker was there");
        var pid = (await polydev.WorkerPidsAsync()).Values.First();
        var variables = (await File.ReadAllTextAsync($"/proc/{pid}/environ", TestContext.Current.CancellationToken))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=', 2))
            .ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);
        Assert.All(variables.Keys, n => Assert.True(n.StartsWith("POLYDEV_", StringComparison.Ordinal) || n.StartsWith("DOTNET_", StringComparison.Ordinal) || n is "SSL_CERT_FILE" or "SSL_CERT_DIR" or "PWD" or "HOME", n));

        // A home of its own, for .NET's sake, and not the controller's.
        Assert.NotEqual(Environment.GetEnvironmentVariable("HOME"), variables.GetValueOrDefault("HOME"));
    }

    private static IEnumerable<string> FilesWith(string directory)
    {
        var needle = Encoding.UTF8.GetBytes(Planted);
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length > 0 && Path.GetFileName(f) != "polydev.lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            if (memory.ToArray().AsSpan().IndexOf(needle) >= 0)
            {
                yield return file;
            }
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>What keeps Polydev from starting is said in one clear line with a code, and nothing is touched.</summary>
public sealed class StartFaultTests
{
    [Fact]
    public async Task A_port_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var data = Directory.CreateTempSubdirectory("polydev-test-").FullName;
        var (exit, _, error) = await PolydevProcess.RunAsync(["up", "--port", port, "--data", data]);
        Assert.NotEqual(0, exit);
        Assert.Contains("port_in_use", error, StringComparison.Ordinal);
        Assert.Contains("--port", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_second_controller_on_the_same_data()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress, floor: 1);
        var (exit, _, error) = await PolydevProcess.RunAsync(["up", "--port", "0", "--data", polydev.Data]);
        Assert.NotEqual(0, exit);
        Assert.Contains("data_directory_in_use", error, StringComparison.Ordinal);
        Assert.Equal("succeeded", (await polydev.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file()
    {
        var file = Path.GetTempFileName();
        var (exit, _, error) = await PolydevProcess.RunAsync(["up", "--port", "0", "--data", file]);
        Assert.NotEqual(0, exit);
        Assert.Contains("data_directory", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_full_disk_stops_nothing_but_new_work_and_heals()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        var mount = Directory.CreateTempSubdirectory("polydev-disk-").FullName;
        await ShellAsync($"mount -t tmpfs -o size=24m tmpfs {mount}");
        try
        {
            await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
            await using var polydev = await PolydevProcess.StartInAsync(simulator.HttpAddress, Path.Combine(mount, "data"));
            var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-200-rate-20", prompt = "count" });
            var ballast = Path.Combine(mount, "ballast");
            await ShellAsync($"dd if=/dev/zero of={ballast} bs=64k 2>/dev/null || true");
            await PolydevProcess.UntilAsync(
                async () =>
                {
                    using var refused = await polydev.Http.PostAsync("/v1/executions", new StringContent($$"""{"provider":"openai","model":"sim-long-256kb","prompt":"{{new string('x', 1000)}}","timeout_seconds":1}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
                    return refused.StatusCode == HttpStatusCode.ServiceUnavailable && (await refused.Content.ReadAsStringAsync()).Contains("storage_unavailable", StringComparison.Ordinal);
                },
                "new work was refused");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await polydev.Http.GetAsync("/readyz", TestContext.Current.CancellationToken)).StatusCode);
            File.Delete(ballast);
            await PolydevProcess.UntilAsync(async () => (await polydev.ReadAsync(id)).GetProperty("status").GetString() == "succeeded", "the running execution ended well");
            var seen = new List<long>();
            await foreach (var item in polydev.FollowAsync(id, 0))
            {
                seen.Add(item.Seq);
            }

            Assert.Equal(Enumerable.Range(1, seen.Count).Select(n => (long)n), seen);
        }
        finally
        {
            await ShellAsync($"umount -l {mount}");
            Directory.Delete(mount);
        }
    }

    private static async Task ShellAsync(string command)
    {
        using var process = Process.Start("sh", ["-c", command]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}

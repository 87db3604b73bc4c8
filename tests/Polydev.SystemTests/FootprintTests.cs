using System.Globalization;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>What a running controller takes of the machine beyond what it needs.</summary>
public sealed class FootprintTests
{
    [Fact]
    public async Task A_controller_watches_no_directory_of_whoever_starts_it()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress, floor: 0);

        Assert.DoesNotContain(Directory.EnumerateFiles($"/proc/{polydev.Pid}/fdinfo").SelectMany(Lines), l => l.StartsWith("inotify ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_busy_cores_controller_gateway_and_workers_wait_for_their_turn()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress, floor: 1);
        await polydev.ExecuteAsync(new { provider = "openai", model = "sim-echo", prompt = "go" });
        var gateway = int.Parse(await File.ReadAllTextAsync(Path.Combine(polydev.Data, "egress.pid"), TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        foreach (var pid in (await polydev.WorkerPidsAsync()).Values.Append(gateway).Append(polydev.Pid))
        {
            Assert.NotEmpty(KernelThreads.Serving(pid));
            Assert.All(KernelThreads.Serving(pid), t => Assert.Equal((t.Name, KernelThreads.Batch), t));
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return []; // Closed meanwhile.
        }
    }
}

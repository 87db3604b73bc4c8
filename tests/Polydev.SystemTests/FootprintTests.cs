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

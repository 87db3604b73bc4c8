using System.Text.Json;
using Polydev.SystemTests.Containers;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>The benches as a program: what they refuse, what they report, and that nothing of them is left. Their timings are nobody's test.</summary>
public sealed class BenchTests
{
    private static readonly string s_program = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Polydev.Benchmarks", new DirectoryInfo(AppContext.BaseDirectory).Name, "polydev-bench.dll");

    [Theory]
    [InlineData("claims", "claims")]
    [InlineData("claim --roud 3", "--roud")]
    [InlineData("claim --rounds x", "--rounds wants a whole number, at least 1, not 'x'")]
    [InlineData("claim --rounds 0", "--rounds wants a whole number, at least 1, not '0'")]
    [InlineData("streams --seconds 5 --rate", "--rate")]
    [InlineData("overhead --seconds nan", "--seconds wants seconds, more than 0")]
    public async Task What_is_not_understood_is_refused(string arguments, string told)
    {
        var (exit, output, error) = await RunAsync(arguments.Split(' '));
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.Contains("polydev bench --list", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_has_every_option()
    {
        var (exit, output, _) = await RunAsync("--list", "--json");
        var benches = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(b => b.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Equal(0, exit);
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "overhead", "streams", "claim", "worker", "pool" }, benches.Keys.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(300, benches["claim"].GetProperty("options").EnumerateArray().Single(o => o.GetProperty("name").GetString() == "--claims").GetProperty("default").GetInt32());
    }

    [Fact]
    public async Task A_report_is_one_document()
    {
        var (exit, output, _) = await RunAsync("pool", "--json");
        var report = JsonDocument.Parse(output).RootElement;
        var table = report.GetProperty("tables").EnumerateArray().Single();
        var columns = table.GetProperty("columns").EnumerateArray().Select(c => c.GetString()).ToList();
        Assert.Equal((0, "pool", 0), (exit, report.GetProperty("bench").GetString(), report.GetProperty("exit_code").GetInt32()));

        // Fake time over recorded arrivals: these are no timings, and hold on any machine.
        foreach (var byTrace in table.GetProperty("rows").EnumerateArray().GroupBy(r => (r[0].GetString(), r[2].GetDouble())))
        {
            var (forecast, fixedSize) = (byTrace.Single(r => r[1].GetString() == "forecast"), byTrace.Single(r => r[1].GetString() == "fixed 30"));
            Assert.InRange(forecast[columns.IndexOf("hit rate %")].GetDouble(), 99, 100);
            Assert.InRange(forecast[columns.IndexOf("idle worker-hours")].GetDouble(), 1, fixedSize[columns.IndexOf("idle worker-hours")].GetDouble());
        }
    }

    [Fact]
    public async Task One_that_is_told_to_stop_ends_what_it_started()
    {
        var scratch = Directory.CreateTempSubdirectory("polydev-test-").FullName;
        using var bench = PolydevProcess.LaunchProgram(s_program, ["claim", "--claims", "2"], new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = scratch });
        await PolydevProcess.UntilAsync(() => Task.FromResult(HostProcesses.Under(scratch).Any(p => p.Words.Contains("egress-gateway", StringComparer.Ordinal))), "its gateway was there");
        PolydevProcess.Terminate(bench.Id);
        await bench.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, bench.ExitCode);
        Assert.Empty(HostProcesses.Under(scratch));
        Directory.Delete(scratch, recursive: true);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var bench = PolydevProcess.LaunchProgram(s_program, arguments, []);
        var output = bench.StandardOutput.ReadToEndAsync();
        var error = bench.StandardError.ReadToEndAsync();
        await bench.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (bench.ExitCode, await output, await error);
    }
}

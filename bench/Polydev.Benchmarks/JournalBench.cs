using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polydev.Benchmarks.Load;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Storage;
using Polydev.Controller;
using Polydev.Controller.Storage;

namespace Polydev.Benchmarks;

/// <summary>
/// How long the longest commit takes while many streams write: the log of the database is copied and begun anew meanwhile. A claim every five
/// milliseconds says what a client would feel. Storage alone, in this process. Writes some megabytes a second, and removes them.
/// </summary>
internal static class JournalBench
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 1, "Rounds, each on a database of its own");
        var seconds = BenchOptions.Seconds("--seconds", 60, "Seconds of a round");
        var streams = BenchOptions.Count("--streams", 500, "Streams that write ten events a second");
        var command = new Command("journal", "How long commits and claims take while many streams write; storage alone") { rounds, seconds, streams };
        command.SetAction((result, _) => RunAsync(result.GetValue(rounds), TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(streams)));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, TimeSpan time, int streams)
    {
        Report.Begin("journal", $"{streams} streams of 10 events a second and 1 KB each, {time.TotalSeconds} s");
        var table = new Table("round", "events", "commits", "commit p50 ms", "p99 ms", "longest ms", "claim p50 ms", "p99 ms", "p99.9 ms", "longest ms", "pauses", "p50 ms", "longest ms", "longest log MiB");
        for (var round = 1; round <= rounds; round++)
        {
            table.Row([round, .. await RoundAsync(streams, time)]);
        }

        table.Print("Journal");
        return 0;
    }

    private static async Task<object[]> RoundAsync(int streams, TimeSpan time)
    {
        var directory = Directory.CreateTempSubdirectory("polydev-bench-");
        try
        {
            await using var services = Services(directory.FullName);
            var hosts = services.GetServices<IHostedService>().ToList();
            foreach (var host in hosts)
            {
                await host.StartAsync(default);
            }

            using var commits = new MeteredTimes("polydev.journal.commit.duration");
            using var pauses = new MeteredTimes("polydev.journal.log.pause");
            var load = new JournalLoad(services.GetRequiredService<EventJournal>(), Path.Combine(directory.FullName, "polydev.db-wal"));
            var (events, claims, log) = await load.RunAsync(streams, time);
            var (lasted, paused) = (commits.Take(), pauses.Take());
            foreach (var host in Enumerable.Reverse(hosts))
            {
                await host.StopAsync(default);
            }

            return [events, lasted.Count, .. Quantiles(lasted, 0.5, 0.99, 1), .. Quantiles(claims, 0.5, 0.99, 0.999, 1), paused.Count, .. Quantiles(paused, 0.5, 1), log / (1024 * 1024)];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static IEnumerable<object> Quantiles(Samples samples, params double[] quantiles) => quantiles.Select(q => (object)samples.Ms(q));

    private static ServiceProvider Services(string directory)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new ControllerOptions { DataDirectory = directory });
        services.AddStorage();
        return services.BuildServiceProvider();
    }
}

using System.Diagnostics;
using Polydev.Benchmarks.Load;
using Polydev.Controller.Storage;

namespace Polydev.Benchmarks.Storage;

/// <summary>Writes what streams and claims write, at a fixed rate, whether or not the journal keeps up.</summary>
internal sealed class JournalLoad(EventJournal journal, string logFile)
{
    private static readonly TimeSpan s_everyEvent = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_everyClaim = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs for a while.</summary>
    /// <returns>Events that became durable, how long claims took to, and the longest log seen, in bytes.</returns>
    public async Task<(long Events, Samples Claims, long Log)> RunAsync(int streams, TimeSpan time)
    {
        var sources = Enumerable.Range(0, streams).Select(i => new JournalStream("exe_" + i)).ToList();
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var claims = Task.Run(() => ClaimAsync(until));
        var log = 0L;
        var next = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() < until && await timer.WaitForNextTickAsync())
        {
            // Streams fall due one after the other, as they do when they began one after the other.
            var due = (long)(Stopwatch.GetElapsedTime(began) / s_everyEvent * streams);
            for (; next < due; next++)
            {
                var source = sources[next % streams];
                source.Add();
                journal.Schedule(source, CommitWhen.InCompany);
            }

            log = Math.Max(log, File.Exists(logFile) ? new FileInfo(logFile).Length : 0);
        }

        var times = await claims;
        return (sources.Sum(s => s.Durable), times, log);
    }

    private async Task<Samples> ClaimAsync(long until)
    {
        var samples = new Samples();
        using var timer = new PeriodicTimer(s_everyClaim);
        while (Stopwatch.GetTimestamp() < until && await timer.WaitForNextTickAsync())
        {
            var claim = new JournalClaim("wrk_" + samples.Count);
            journal.Schedule(claim, CommitWhen.Soon);
            samples.Add(await claim.Durable);
        }

        return samples;
    }
}

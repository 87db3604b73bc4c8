using System.Diagnostics.Metrics;

namespace Polydev.Controller.Storage;

/// <summary>The journal's figures.</summary>
internal sealed class JournalMeters
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Polydev.Storage";

    private const int PageBytes = 4096;

    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _batch;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _pause;
    private readonly Gauge<long> _length;

    public JournalMeters(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("polydev.journal.commit.duration", "s", "Time of one commit, writing included.");
        _batch = meter.CreateHistogram<int>("polydev.journal.commit.sources", "{source}", "Sources that share one commit.");
        _failures = meter.CreateCounter<long>("polydev.journal.commit.failures", "{commit}", "Commits that failed and were tried again.");
        _pause = meter.CreateHistogram<double>("polydev.journal.log.pause", "s", "Time for which commits were held up to begin the write-ahead log anew.");
        _length = meter.CreateGauge<long>("polydev.journal.log.size", "By", "Length of the write-ahead log, as of its last copy.");
    }

    /// <summary>A commit went through.</summary>
    public void Committed(TimeSpan duration, int sources)
    {
        _duration.Record(duration.TotalSeconds);
        _batch.Record(sources);
    }

    /// <summary>Commits were held up to begin the log anew.</summary>
    public void Paused(TimeSpan duration) => _pause.Record(duration.TotalSeconds);

    /// <summary>The log has this many pages.</summary>
    public void LogLength(int pages) => _length.Record((long)Math.Max(0, pages) * PageBytes);

    /// <summary>A commit failed.</summary>
    public void Failed() => _failures.Add(1);
}

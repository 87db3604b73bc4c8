using System.Diagnostics.Metrics;

namespace Polydev.Controller.Storage;

/// <summary>The journal's figures.</summary>
internal sealed class JournalMeters
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Polydev.Storage";

    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _batch;
    private readonly Counter<long> _failures;

    public JournalMeters(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("polydev.journal.commit.duration", "s", "Time of one commit, writing included.");
        _batch = meter.CreateHistogram<int>("polydev.journal.commit.sources", "{source}", "Sources that share one commit.");
        _failures = meter.CreateCounter<long>("polydev.journal.commit.failures", "{commit}", "Commits that failed and were tried again.");
    }

    /// <summary>A commit went through.</summary>
    public void Committed(TimeSpan duration, int sources)
    {
        _duration.Record(duration.TotalSeconds);
        _batch.Record(sources);
    }

    /// <summary>A commit failed.</summary>
    public void Failed() => _failures.Add(1);
}

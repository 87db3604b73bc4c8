using System.Diagnostics;
using System.Diagnostics.Metrics;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>What is counted and timed about executions. Labels are few and bounded: never a model, a user or an id.</summary>
internal sealed class ExecutionMeters
{
    private readonly Counter<long> _ended;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _firstEvent;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _queued;

    public ExecutionMeters(IMeterFactory factory, AdmissionQueue queue)
    {
        var meter = factory.Create("Polydev.Controller");
        _ended = meter.CreateCounter<long>("polydev_executions_ended", "{execution}", "Executions by provider, status and error code");
        _attempts = meter.CreateCounter<long>("polydev_attempts", "{attempt}", "Attempts by provider and error code");
        _tokens = meter.CreateCounter<long>("polydev_tokens", "{token}", "Tokens by provider and kind");
        _refused = meter.CreateCounter<long>("polydev_executions_refused", "{execution}", "Requests refused before they became executions, by code");
        _firstEvent = meter.CreateHistogram<double>("polydev_execution_first_event_seconds", "s", "Acceptance to first output event");
        _duration = meter.CreateHistogram<double>("polydev_execution_seconds", "s", "Acceptance to end");
        _queued = meter.CreateHistogram<double>("polydev_execution_queued_seconds", "s", "Acceptance to turn");
        meter.CreateObservableGauge("polydev_executions_running", () => queue.Running, "{execution}", "Executions that hold a turn");
        meter.CreateObservableGauge("polydev_executions_queued", () => queue.Waiting, "{execution}", "Executions that wait for a turn");
    }

    /// <summary>Counts a request that was refused.</summary>
    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <summary>Counts an attempt.</summary>
    public void Attempt(string provider, ExecutionError? error) =>
        _attempts.Add(1, new TagList { { "provider", provider }, { "error", error?.Code ?? "none" } });

    /// <summary>Counts an end.</summary>
    public void Ended(string provider, string status, ExecutionError? error, ExecutionTimings timings)
    {
        _ended.Add(1, new TagList { { "provider", provider }, { "status", status }, { "error", error?.Code ?? "none" } });
        var label = new KeyValuePair<string, object?>("provider", provider);
        _duration.Record(timings.TotalMs.GetValueOrDefault() / 1000, label);
        _queued.Record(timings.QueuedMs.GetValueOrDefault() / 1000, label);
        if (timings.FirstEventMs is { } first)
        {
            _firstEvent.Record(first / 1000, label);
        }
    }

    /// <summary>Counts tokens.</summary>
    public void Tokens(string provider, TokenUsage usage)
    {
        _tokens.Add(usage.InputTokens, new TagList { { "provider", provider }, { "kind", "input" } });
        _tokens.Add(usage.OutputTokens, new TagList { { "provider", provider }, { "kind", "output" } });
    }
}

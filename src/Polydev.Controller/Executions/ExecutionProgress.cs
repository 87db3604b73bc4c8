using System.Globalization;
using System.Text;
using System.Text.Json;
using Polydev.Controller.Storage;
using Polydev.Controller.Workers;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Executions;

/// <summary>How far an execution got: status, attempts, tokens, times. Not thread-safe: the execution's lock guards it.</summary>
internal sealed class ExecutionProgress(ExecutionSeed seed, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly double _earlierMs = Math.Max(0, (time.GetUtcNow() - seed.CreatedAt).TotalMilliseconds);
    private ExecutionStatus _status = ExecutionStatus.Queued;
    private DateTimeOffset? _endedAt;
    private double? _queuedMs;
    private double? _firstEventMs;
    private TokenUsage? _usage;
    private decimal? _cost;
    private StopReason? _stopReason;
    private string? _providerStopReason;
    private ExecutionError? _error;
    private ExecutionWorker? _worker;

    /// <summary>The attempts so far.</summary>
    public List<AttemptRecord> Attempts { get; } = [];

    /// <summary>Whether an output event was emitted.</summary>
    public bool HasOutput { get; set; }

    /// <summary>Milliseconds since acceptance.</summary>
    public double ElapsedMs => _earlierMs + time.GetElapsedTime(_startedAt).TotalMilliseconds;

    /// <summary>The turn was taken.</summary>
    public void NoteTurn()
    {
        // With attempts of an earlier controller it was taken before the first of them.
        _queuedMs ??= Attempts is [var first, ..] ? first.AskedMs : ElapsedMs;
        _status = ExecutionStatus.Running;
    }

    /// <summary>An attempt begins on a worker.</summary>
    public AttemptRecord BeginAttempt(ExecutionTarget target, WorkerSlot slot, double askedMs)
    {
        _worker = new ExecutionWorker(slot.WorkerId, slot.Driver, slot.Warm);
        var record = new AttemptRecord
        {
            Number = Attempts.Count + 1,
            Provider = target.Provider,
            Model = target.Model,
            Wire = target.Wire.Name,
            Worker = slot.WorkerId,
            AskedMs = askedMs,
            ClaimedMs = ElapsedMs,
        };
        Attempts.Add(record);
        return record;
    }

    /// <summary>Whether the last attempt of an earlier controller ran on this worker and has not ended.</summary>
    public bool Reattach(WorkerSlot slot)
    {
        if (Attempts is not [.., { EndMs: null } last] || last.Worker != slot.WorkerId)
        {
            return false;
        }

        _status = ExecutionStatus.Running;
        _worker = new ExecutionWorker(slot.WorkerId, slot.Driver, slot.Warm);
        return true;
    }

    /// <summary>Learns from an event of the running attempt and says what goes into the log for it.</summary>
    public ReadOnlySpan<byte> Observe(in EventFrameView view, ExecutionEnvironment environment)
    {
        if (view.Type.SequenceEqual("usage"u8))
        {
            return Meter(view.Json, environment);
        }

        if (!HasOutput)
        {
            HasOutput = true;
            _firstEventMs = ElapsedMs;
        }

        return view.Json;
    }

    /// <summary>Finds the tokens among lines that are in the log already.</summary>
    public void RestoreUsage(ReadOnlySpan<byte> lines, ExecutionEnvironment environment)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (line.StartsWith("{\"type\":\"usage\""u8) && EventJson.Read(line) is UsageEvent found)
            {
                _usage = found.Usage;
                _cost = Attempts.Count > 0 ? environment.Prices.Cost(Attempts[^1].Provider, Attempts[^1].Model, found.Usage) : null;
            }
        }
    }

    /// <summary>The running attempt is over.</summary>
    public void EndAttempt(CallTimings? timings, ExecutionError? error)
    {
        var last = Attempts[^1];
        var from = last.ClaimedMs ?? last.AskedMs;
        Attempts[^1] = last with
        {
            SentMs = from + timings?.SentMs,
            FirstByteMs = from + timings?.FirstByteMs,
            FirstEventMs = from + timings?.FirstEventMs,
            EndMs = ElapsedMs,
            BytesSent = timings?.BytesSent ?? 0,
            BytesReceived = timings?.BytesReceived ?? 0,
            ConnectionReused = timings?.ConnectionReused ?? false,
            Error = error,
        };
    }

    /// <summary>The answer is complete.</summary>
    public void Finish(ReadOnlySpan<byte> finishedJson)
    {
        var finished = (FinishedEvent)EventJson.Read(finishedJson)!;
        _stopReason = finished.StopReason;
        _providerStopReason = finished.ProviderStopReason;
    }

    /// <summary>The execution ends without a complete answer.</summary>
    public void Fail(ExecutionError error) => _error = error;

    /// <summary>Closes the books.</summary>
    public EndedExecution End(ExecutionStatus status, long lastSeq)
    {
        _status = status;
        _endedAt = time.GetUtcNow();
        var last = Attempts.Count > 0 ? Attempts[^1] : null;
        var elapsed = ElapsedMs;
        return new EndedExecution
        {
            Id = seed.Id,
            TenantId = seed.Tenant.Id,
            User = seed.Plan.User,
            Status = StatusText(status),
            EndedAt = _endedAt.Value,
            LastSeq = lastSeq,
            Provider = last?.Provider ?? seed.Plan.Targets[0].Provider,
            Model = last?.Model ?? seed.Plan.Targets[0].Model,
            Usage = _usage,
            CostUsd = _cost,
            TotalMs = elapsed,
            ProviderBytes = Attempts.Sum(a => a.BytesSent + a.BytesReceived),
            Summary = JsonSerializer.SerializeToUtf8Bytes(Summarise(elapsed), ExecutionsJson.Default.ExecutionSummary),
        };
    }

    /// <summary>The stored beginning.</summary>
    public NewExecution ToNewExecution() => new()
    {
        Id = seed.Id,
        TenantId = seed.Tenant.Id,
        CreatedAt = seed.CreatedAt,
        Deadline = seed.Deadline,
        Provider = seed.Plan.Targets[0].Provider,
        Model = seed.Plan.Targets[0].Model,
        User = seed.Plan.User,
        Request = seed.Request,
        IdempotencyKey = seed.IdempotencyKey,
        IdempotencyHash = seed.IdempotencyHash,
    };

    /// <summary>The attempts as they are stored.</summary>
    public byte[] AttemptsJson() => JsonSerializer.SerializeToUtf8Bytes(Attempts, ExecutionsJson.Default.ListAttemptRecord);

    /// <summary>The execution as the API shows it, without output.</summary>
    public ExecutionResponse Describe(long lastSeq)
    {
        var summary = Summarise(_endedAt is null ? null : ElapsedMs);
        var last = Attempts.Count > 0 ? Attempts[^1] : null;
        return new ExecutionResponse
        {
            Id = seed.Id,
            Status = _status,
            Provider = last?.Provider ?? seed.Plan.Targets[0].Provider,
            Model = last?.Model ?? seed.Plan.Targets[0].Model,
            CreatedAt = seed.CreatedAt,
            EndedAt = _endedAt,
            StopReason = _stopReason,
            ProviderStopReason = _providerStopReason,
            Usage = _usage,
            CostUsd = _cost,
            Error = _error,
            Complete = _status == ExecutionStatus.Succeeded,
            Attempts = summary.Attempts,
            Timings = summary.Timings,
            Worker = _worker,
            User = seed.Plan.User,
            Metadata = seed.Metadata,
            LastSeq = lastSeq,
        };
    }

    /// <summary>Where the time went, and why it failed.</summary>
    public (ExecutionTimings Timings, ExecutionError? Error) Account() => (Times(_endedAt is null ? null : ElapsedMs), _error);

    /// <summary>The name of a status in the store and the API.</summary>
    public static string StatusText(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Queued => "queued",
        ExecutionStatus.Running => "running",
        ExecutionStatus.Succeeded => "succeeded",
        ExecutionStatus.Failed => "failed",
        ExecutionStatus.Cancelled => "cancelled",
        _ => "timed_out",
    };

    /// <summary>Notes the tokens and adds their price to the event, which goes on into the log.</summary>
    private byte[] Meter(ReadOnlySpan<byte> json, ExecutionEnvironment environment)
    {
        var last = Attempts[^1];
        _usage = ((UsageEvent)EventJson.Read(json)!).Usage;
        _cost = environment.Prices.Cost(last.Provider, last.Model, _usage);
        environment.Meters.Tokens(last.Provider, _usage);
        return _cost is { } cost
            ? [.. json[..^1], .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"cost_usd\":{cost}}}"))]
            : json.ToArray();
    }

    private ExecutionSummary Summarise(double? totalMs) => new()
    {
        StopReason = _stopReason,
        ProviderStopReason = _providerStopReason,
        Error = _error,
        Attempts = [.. Attempts],
        Timings = Times(totalMs),
        Worker = _worker,
    };

    private ExecutionTimings Times(double? totalMs) => new()
    {
        QueuedMs = _queuedMs,
        ClaimMs = Attempts.Count > 0 ? Attempts[^1].ClaimedMs - Attempts[^1].AskedMs : null,
        FirstEventMs = _firstEventMs ?? (HasOutput ? Attempts.LastOrDefault()?.FirstEventMs : null),
        TotalMs = totalMs,
    };
}

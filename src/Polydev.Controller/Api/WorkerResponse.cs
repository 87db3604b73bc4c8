using System.Diagnostics;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Api;

/// <summary>A worker as it is shown.</summary>
internal sealed record WorkerResponse
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>starting, warm, claimed, draining or gone.</summary>
    public required string State { get; init; }

    /// <summary>Name of its pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Its tenant; null while it is nobody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>Driver that made it; null until it is placed.</summary>
    public string? Driver { get; init; }

    /// <summary>The driver's own id of it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Node it runs on.</summary>
    public string? Node { get; init; }

    /// <summary>Version it runs.</summary>
    public string? Version { get; init; }

    /// <summary>Executions that have a place on it.</summary>
    public required int Executions { get; init; }

    /// <summary>Whether its link stands.</summary>
    public required bool Linked { get; init; }

    /// <summary>Round trip of the last ping, in milliseconds; null before the first.</summary>
    public double? PingMs { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it became warm.</summary>
    public DateTimeOffset? WarmAt { get; init; }

    /// <summary>Why it ended, when it has.</summary>
    public string? EndReason { get; init; }

    /// <summary>Describes a worker.</summary>
    public static WorkerResponse Of(LiveWorker worker)
    {
        var link = worker.Link;
        return new WorkerResponse
        {
            Id = worker.Id,
            State = WorkerMetrics.NameOf(worker.State),
            Pool = worker.Pool,
            Tenant = worker.Tenant,
            Driver = worker.Allocation?.Driver,
            ExternalId = worker.Allocation?.ExternalId,
            Node = worker.Allocation?.Node,
            Version = worker.Version,
            Executions = worker.InUse,
            Linked = link is not null,
            PingMs = link is { LastRoundTrip: > 0 and var trip } ? Math.Round(Stopwatch.GetElapsedTime(0, trip).TotalMilliseconds, 3) : null,
            StartedAt = worker.StartedAt,
            WarmAt = worker.WarmAt,
            EndReason = worker.EndReason,
        };
    }
}

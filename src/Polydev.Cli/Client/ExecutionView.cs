using Polydev.Protocol.Events;

namespace Polydev.Cli.Client;

/// <summary>An execution as the API shows it.</summary>
/// <remarks>Setters, not initialisers: generated JSON code loses the default of an <c>init</c> property that is not in the document.</remarks>
internal sealed record ExecutionView
{
    /// <summary>Id.</summary>
    public string Id { get; set; } = "";

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>timed_out</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Provider of the last attempt.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Model of the last attempt.</summary>
    public string Model { get; set; } = "";

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Place in the queue; null when it does not wait.</summary>
    public int? QueuePosition { get; set; }

    /// <summary>Why the model stopped.</summary>
    public StopReason? StopReason { get; set; }

    /// <summary>Tokens; null when the provider never said.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>US dollars; null when tokens or price are not known.</summary>
    public decimal? CostUsd { get; set; }

    /// <summary>Why it failed.</summary>
    public ExecutionError? Error { get; set; }

    /// <summary>The attempts, oldest first.</summary>
    public IReadOnlyList<AttemptView> Attempts { get; set; } = [];

    /// <summary>Where the time went.</summary>
    public TimingsView Timings { get; set; } = new();

    /// <summary>The worker of the last attempt.</summary>
    public WorkerView? Worker { get; set; }

    /// <summary>What it produced; null in lists.</summary>
    public OutputView? Output { get; set; }

    /// <summary>The caller's own name of its user.</summary>
    public string? User { get; set; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => Status is not ("queued" or "running");
}

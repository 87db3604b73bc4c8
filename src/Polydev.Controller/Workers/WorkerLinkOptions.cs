namespace Polydev.Controller.Workers;

/// <summary>Patience of the worker link.</summary>
public sealed class WorkerLinkOptions
{
    /// <summary>Time a new connection has to say hello.</summary>
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Life of a one-time nonce, from the start of its worker.</summary>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Time between pings of one link.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time after an unanswered ping at which the link is dropped.</summary>
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a worker whose link broke keeps its executions while it dials again.</summary>
    public TimeSpan RedialWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a worker whose execution had output waits for a node that is away. A node that is not known here counts as away for ever, and is not waited for.</summary>
    public TimeSpan AwayWindow { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the workers of an earlier controller have to dial this one.</summary>
    public TimeSpan RecoveryWindow { get; set; } = TimeSpan.FromSeconds(15);
}

using Polydev.Protocol.Calls;

namespace Polydev.Cli.Client;

/// <summary>The body of <c>POST /v1/executions</c>.</summary>
internal sealed record RunRequest : ModelRequest
{
    /// <summary>One of <see cref="ProviderNames"/>.</summary>
    public string Provider { get; init; } = "";

    /// <summary>One of <see cref="WireNames"/>; null for the provider's usual one.</summary>
    public string? Wire { get; init; }

    /// <summary>Most attempts at each provider and model.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary><c>tenant</c> or <c>execution</c>.</summary>
    public string? Isolation { get; init; }

    /// <summary>Seconds from acceptance to the end at the latest.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Where to go, in order, when the provider fails before its first output.</summary>
    public IReadOnlyList<RunFallback>? Fallbacks { get; init; }

    /// <summary>The caller's own name of its user.</summary>
    public string? User { get; init; }
}

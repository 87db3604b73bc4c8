namespace Polydev.Cli.Client;

/// <summary>A refusal of the API, RFC 9457.</summary>
internal sealed record ProblemView
{
    /// <summary>Stable code.</summary>
    public string? Code { get; set; }

    /// <summary>What is wrong and what to do.</summary>
    public string? Detail { get; set; }

    /// <summary>The status in words.</summary>
    public string? Title { get; set; }

    /// <summary>How long to wait before the next try.</summary>
    public double? RetryAfterSeconds { get; set; }

    /// <summary>Every fault of the request by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; set; }
}

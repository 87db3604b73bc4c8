namespace Polydev.Cli.Client;

/// <summary>Where an execution's time went, in milliseconds.</summary>
internal sealed record TimingsView
{
    /// <summary>From acceptance to its turn.</summary>
    public double? QueuedMs { get; set; }

    /// <summary>From its turn to a worker, on the last attempt.</summary>
    public double? ClaimMs { get; set; }

    /// <summary>From acceptance to the first output event.</summary>
    public double? FirstEventMs { get; set; }

    /// <summary>From acceptance to the end.</summary>
    public double? TotalMs { get; set; }
}

namespace Polydev.Drivers.Nomad.Model;

/// <summary>How the scheduler chooses.</summary>
public sealed record SchedulerSettings
{
    /// <summary><c>binpack</c> or <c>spread</c>.</summary>
    public string? SchedulerAlgorithm { get; init; }

    /// <summary>Whether tasks may use more memory than they reserve.</summary>
    public bool MemoryOversubscriptionEnabled { get; init; }
}

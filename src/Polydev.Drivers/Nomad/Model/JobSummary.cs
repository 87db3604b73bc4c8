namespace Polydev.Drivers.Nomad.Model;

/// <summary>How many allocations of a job do what.</summary>
public sealed record JobSummary
{
    /// <summary>The job.</summary>
    public string? JobID { get; init; }

    /// <summary>By group.</summary>
    public IReadOnlyDictionary<string, GroupSummary>? Summary { get; init; }

    /// <summary>Jobs dispatched from it.</summary>
    public JobChildren? Children { get; init; }
}

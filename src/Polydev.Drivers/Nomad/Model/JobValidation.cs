namespace Polydev.Drivers.Nomad.Model;

/// <summary>Whether a job is valid.</summary>
public sealed record JobValidation
{
    /// <summary>What the server says of drivers; it checks less than it says.</summary>
    public bool DriverConfigValidated { get; init; }

    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<string>? ValidationErrors { get; init; }

    /// <summary>The same as one text; empty when all is well.</summary>
    public string? Error { get; init; }

    /// <summary>What the cluster does not like.</summary>
    public string? Warnings { get; init; }
}

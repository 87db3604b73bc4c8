namespace Polydev.Drivers.Nomad.Model;

/// <summary>A roll-out of a version.</summary>
public sealed record DeploymentStub
{
    /// <summary>Id.</summary>
    public required string ID { get; init; }

    /// <summary>The job.</summary>
    public string? JobID { get; init; }

    /// <summary><c>running</c>, <c>successful</c>, <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Why, in words.</summary>
    public string? StatusDescription { get; init; }
}

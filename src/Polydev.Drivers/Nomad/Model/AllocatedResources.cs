namespace Polydev.Drivers.Nomad.Model;

/// <summary>What an allocation was given.</summary>
public sealed record AllocatedResources
{
    /// <summary>By task.</summary>
    public IReadOnlyDictionary<string, AllocatedTask>? Tasks { get; init; }

    /// <summary>What its tasks share.</summary>
    public AllocatedShared? Shared { get; init; }
}

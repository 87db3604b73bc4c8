namespace Polydev.Drivers.Nomad.Model;

/// <summary>Memory that is used, in bytes.</summary>
public sealed record MemoryUsage
{
    /// <summary>Resident.</summary>
    public ulong RSS { get; init; }

    /// <summary>With caches.</summary>
    public ulong Usage { get; init; }

    /// <summary>Most so far.</summary>
    public ulong MaxUsage { get; init; }
}

namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Where the payload of a dispatch goes.</summary>
public sealed record DispatchPayloadFile
{
    /// <summary>Path under the task's <c>local/</c>.</summary>
    public string? File { get; init; }
}

namespace Polydev.Controller.Api;

/// <summary>How a node is taken out of use.</summary>
internal sealed record DrainNodeRequest
{
    /// <summary>Seconds that executions there may go on; 600 when not given, 0 ends them at once.</summary>
    public int? DeadlineSeconds { get; init; }
}

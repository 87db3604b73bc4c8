using System.Text.Json.Serialization;

namespace Polydev.Controller.Executions;

/// <summary>Where an execution is in its life. The last four are final.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ExecutionStatus>))]
internal enum ExecutionStatus
{
    /// <summary>Accepted; waits for its turn.</summary>
    Queued,

    /// <summary>Has its turn: waits for a worker, runs on one, or waits to try again.</summary>
    Running,

    /// <summary>The answer is complete.</summary>
    Succeeded,

    /// <summary>Ended without a complete answer.</summary>
    Failed,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,

    /// <summary>Its deadline passed.</summary>
    TimedOut,
}

namespace Polydev.Controller.Telemetry;

/// <summary>One thing that must be well for executions to be served. Each room that can fail gives one.</summary>
internal interface IReadinessCheck
{
    /// <summary>Short name, for example <c>storage</c>.</summary>
    string Name { get; }

    /// <summary>What is wrong, for the operator; null when all is well. Quick and without I/O.</summary>
    string? Fault();
}

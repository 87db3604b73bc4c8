namespace Polydev.Controller.Executions;

/// <summary>The worker of the last attempt.</summary>
/// <param name="Id">Id.</param>
/// <param name="Driver">How it came to exist.</param>
/// <param name="Warm">Whether it was warm when it was asked for.</param>
internal sealed record ExecutionWorker(string Id, string Driver, bool Warm);

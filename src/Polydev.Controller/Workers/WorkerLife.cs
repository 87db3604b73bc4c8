namespace Polydev.Controller.Workers;

/// <summary>The only moves a worker's life knows.</summary>
internal static class WorkerLife
{
    /// <summary>Whether a worker may go from one state to another.</summary>
    public static bool Allows(WorkerState from, WorkerState to) => (from, to) switch
    {
        (WorkerState.Starting, WorkerState.Warm) => true,
        (WorkerState.Warm, WorkerState.Claimed) => true,
        (WorkerState.Starting or WorkerState.Warm or WorkerState.Claimed, WorkerState.Draining) => true,
        (not WorkerState.Gone, WorkerState.Gone) => true,
        _ => false,
    };
}

using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>What came of one attempt, for the decision what to do next.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>The execution is over: it succeeded, or was ended from outside. Nothing is left to decide.</summary>
    internal sealed record Over : AttemptOutcome
    {
        public static readonly Over Instance = new();
    }

    /// <summary>The attempt failed.</summary>
    internal sealed record Failed(ExecutionError Error) : AttemptOutcome;
}

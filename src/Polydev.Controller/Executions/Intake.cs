using Polydev.Controller.Api;

namespace Polydev.Controller.Executions;

/// <summary>What came of a request at the door.</summary>
internal abstract record Intake
{
    private Intake()
    {
    }

    /// <summary>It is an execution now, or was one before under the same idempotency key.</summary>
    internal sealed record Accepted(Execution Execution, bool Repeated) : Intake;

    /// <summary>It was refused.</summary>
    internal sealed record Refused(Problem Problem) : Intake;
}

using Polydev.Controller.Pools;
using Polydev.Protocol.Calls;

namespace Polydev.Controller.Executions;

/// <summary>A checked request: everything that is settled before the first attempt.</summary>
internal sealed record ExecutionPlan
{
    /// <summary>The request, as it is sent to the first target; other targets change the model only.</summary>
    public required ModelRequest Request { get; init; }

    /// <summary>Where to go, in order; never empty.</summary>
    public required IReadOnlyList<ExecutionTarget> Targets { get; init; }

    /// <summary>Most attempts at each target.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>How far the worker may be shared.</summary>
    public required Isolation Isolation { get; init; }

    /// <summary>Time from acceptance to the end at the latest.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The caller's own name of its user.</summary>
    public string? User { get; init; }

    /// <summary>Which target the last of these attempts went to, and how many went there in a row.</summary>
    public (int Target, int Tries) PlaceOf(IReadOnlyList<AttemptRecord> attempts)
    {
        var (at, tries) = (0, 0);
        foreach (var attempt in attempts)
        {
            if (Goes(attempt, at))
            {
                tries++;
                continue;
            }

            (at, tries) = (Enumerable.Range(at, Targets.Count - at).FirstOrDefault(i => Goes(attempt, i), at), 1);
        }

        return (at, tries);
    }

    private bool Goes(AttemptRecord attempt, int target) => attempt.Provider == Targets[target].Provider && attempt.Model == Targets[target].Model;
}

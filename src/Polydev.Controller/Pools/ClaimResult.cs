using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>What came of a <see cref="ClaimRequest"/>.</summary>
internal abstract record ClaimResult
{
    private ClaimResult()
    {
    }

    /// <summary>A place was found.</summary>
    internal sealed record Claimed(WorkerSlot Slot) : ClaimResult;

    /// <summary>No place can be had: the pool is unknown, closed, or cannot grow.</summary>
    internal sealed record Refused(string Code, string Message, TimeSpan? RetryAfter) : ClaimResult;
}

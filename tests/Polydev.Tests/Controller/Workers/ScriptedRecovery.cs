using Polydev.Controller.Workers;

namespace Polydev.Tests.Controller.Workers;

/// <summary>Knows the executions that the test says.</summary>
internal sealed class ScriptedRecovery : IAttemptRecovery
{
    public Dictionary<string, (RecordingAttempt Attempt, long Durable)> Known { get; } = [];

    public List<WorkerSlot> Slots { get; } = [];

    public IAttempt? Resume(WorkerSlot slot, string executionId, out long durableSeq)
    {
        durableSeq = 0;
        if (!Known.TryGetValue(executionId, out var known))
        {
            return null;
        }

        Slots.Add(slot);
        durableSeq = known.Durable;
        return known.Attempt;
    }
}

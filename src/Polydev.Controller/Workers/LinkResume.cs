using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Settles the executions of a worker that dials again, before anything is read from its new link.</summary>
internal static class LinkResume
{
    /// <summary>Repeats acknowledgements, takes up what an earlier controller left, cancels the rest.</summary>
    public static void Settle(LiveWorker worker, WorkerLink link, IReadOnlyList<ResumePoint> held, HeldExecutions ours, IAttemptRecovery recovery)
    {
        foreach (var (id, acked) in ours.Acked)
        {
            // The old link may have swallowed it, and without it the worker would keep the events for ever.
            if (acked > 0)
            {
                link.SendAck(id, acked, later: false);
            }
        }

        foreach (var attempt in ours.NeverArrived)
        {
            attempt.OnWorkerGone("the link broke before the request arrived");
        }

        var unknown = held.Where(point => !ours.Acked.ContainsKey(point.ExecutionId)).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        // A place of our own, so that giving the first one back does not end the worker under the others.
        using var hold = LiveSlot.Resumed(worker);
        foreach (var point in unknown)
        {
            TakeUp(worker, link, point.ExecutionId, recovery);
        }
    }

    private static void TakeUp(LiveWorker worker, WorkerLink link, string executionId, IAttemptRecovery recovery)
    {
        var slot = LiveSlot.Resumed(worker);
        if (recovery.Resume(slot, executionId, out var durable) is { } attempt && worker.Attempts.TryAdd(attempt, durable))
        {
            slot.Bind(attempt);
            link.SendAck(executionId, durable, later: false);
            return;
        }

        link.Send(new CancelFrame { ExecutionId = executionId });
        slot.Dispose();
    }
}

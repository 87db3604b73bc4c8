namespace Polydev.Controller.Workers;

/// <summary>Finds the executions that a worker brings back over a new link after the controller was restarted. Implemented by Executions, called by Workers.</summary>
internal interface IAttemptRecovery
{
    /// <summary>Takes an execution up again.</summary>
    /// <param name="slot">The execution's place on the worker that brings it; the taker disposes it at the end.</param>
    /// <param name="executionId">The execution.</param>
    /// <param name="durableSeq">Sequence number of the last event that is durable: the worker is told to re-send what comes after.</param>
    /// <returns>The attempt to deliver to; null when the execution is over or not known, and the worker shall forget it.</returns>
    IAttempt? Resume(WorkerSlot slot, string executionId, out long durableSeq);
}

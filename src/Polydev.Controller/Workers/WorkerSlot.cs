using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>One execution's place on a claimed worker. Disposing gives the place back; the worker goes on, drains or ends by its pool's rules.</summary>
internal abstract class WorkerSlot : IDisposable
{
    /// <summary>Id of the worker.</summary>
    public abstract string WorkerId { get; }

    /// <summary>Name of the driver that made the worker.</summary>
    public abstract string Driver { get; }

    /// <summary>Whether the worker was warm when it was asked for; false when a start had to be waited for.</summary>
    public abstract bool Warm { get; }

    /// <summary>Sends the request; from here on the attempt is called back.</summary>
    public abstract void Run(RunFrame run, IAttempt attempt);

    /// <summary>Tells the worker to close the provider connection and forget the execution; no callback follows.</summary>
    public abstract void Cancel(string executionId);

    /// <summary>Tells the worker that events are durable.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="seq">The last that is.</param>
    /// <param name="later">Whether it may travel with the next frame, at the latest with the next pulse: nobody waits for it.</param>
    public abstract void Ack(string executionId, long seq, bool later);

    /// <inheritdoc/>
    public abstract void Dispose();
}

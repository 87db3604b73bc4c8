using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>The pool a worker belongs to, as the worker sees it. Real pools in the product, scripted ones in the tests of links.</summary>
/// <remarks>Called, but for <see cref="ClaimFrameFor"/>, without any lock of the worker held, so that a pool may call the worker under its own.</remarks>
internal interface IWorkerHome
{
    /// <summary>The worker has a link: it just became warm, or it is back with all that it held.</summary>
    void OnLinked(LiveWorker worker);

    /// <summary>The link broke; the worker may dial again for a while.</summary>
    void OnLinkLost(LiveWorker worker);

    /// <summary>An execution came back with its worker after a restart of the controller: counts a place for it.</summary>
    void OnResumed(LiveWorker worker);

    /// <summary>A place was given back.</summary>
    void OnReleased(LiveWorker worker);

    /// <summary>The worker ended.</summary>
    /// <param name="worker">Which.</param>
    /// <param name="from">The state it ended in.</param>
    /// <param name="end">What ended it.</param>
    void OnGone(LiveWorker worker, WorkerState from, WorkerEnd end);

    /// <summary>Makes the frame that tells a claimed worker whose it is. The one call under the lock of the worker: a computation, nothing else.</summary>
    ClaimFrame ClaimFrameFor(LiveWorker worker);
}

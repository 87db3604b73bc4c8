using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>The controller's end of one attempt that runs on a worker. Called on the link's reading loop, one call at a time: be quick, never block.</summary>
internal interface IAttempt
{
    /// <summary>Id of the execution.</summary>
    string ExecutionId { get; }

    /// <summary>Whether output of the execution has been seen, so that it cannot be tried again elsewhere.</summary>
    bool HasOutput { get; }

    /// <summary>An event came. Duplicates (after a redial) and events after the end may come and are ignored.</summary>
    void OnEvent(in EventFrameView view);

    /// <summary>The worker made its last event and released the provider call.</summary>
    void OnDone(DoneFrame done);

    /// <summary>The worker is gone and nothing more will come.</summary>
    /// <param name="reason">Why, in words: <c>out of memory</c>, <c>link lost for 10 s</c>.</param>
    void OnWorkerGone(string reason);
}

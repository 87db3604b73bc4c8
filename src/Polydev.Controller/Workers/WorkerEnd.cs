namespace Polydev.Controller.Workers;

/// <summary>What ended a worker: few words, so that they can label a metric.</summary>
internal enum WorkerEnd
{
    /// <summary>Its tenant had nothing for it for too long, or it finished what it held after a restart.</summary>
    Idle,

    /// <summary>Its one execution is over.</summary>
    Used,

    /// <summary>More warm workers than wanted.</summary>
    Surplus,

    /// <summary>Past its age.</summary>
    Old,

    /// <summary>Never said hello in time.</summary>
    NeverWarm,

    /// <summary>The driver could not place it.</summary>
    StartFailed,

    /// <summary>Its link broke and was not dialled again in time.</summary>
    LinkLost,

    /// <summary>It sent what no worker sends.</summary>
    Malformed,

    /// <summary>Its nonce was seen twice, or it claims another identity than ours of it.</summary>
    Impostor,

    /// <summary>Its process ended by itself or was killed from outside.</summary>
    Exited,

    /// <summary>Its host was taken out of use.</summary>
    Drained,

    /// <summary>An operator removed it.</summary>
    Removed,

    /// <summary>The controller stops.</summary>
    Shutdown,
}

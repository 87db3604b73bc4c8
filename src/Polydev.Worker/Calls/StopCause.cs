namespace Polydev.Worker.Calls;

/// <summary>Why a running call is told to stop.</summary>
internal enum StopCause
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The caller cancelled the execution: its events go nowhere any more.</summary>
    Cancelled,

    /// <summary>The execution's deadline passed.</summary>
    TimedOut,
}

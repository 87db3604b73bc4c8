namespace Polydev.Simulator;

/// <summary>The ways in which the simulator can fail.</summary>
public enum FaultKind
{
    /// <summary>An HTTP error in the provider's dialect.</summary>
    Status,

    /// <summary>An HTTP error whose body is a web page: a proxy or load balancer in between.</summary>
    Html,

    /// <summary>A 200 without any body.</summary>
    Empty,

    /// <summary>Nothing, not even headers, for a while.</summary>
    SlowFirstByte,

    /// <summary>Silence after some pieces until the client goes.</summary>
    Stall,

    /// <summary>The answer ends in the middle of a frame.</summary>
    CutMidFrame,

    /// <summary>The answer ends after a whole frame, without the end marker.</summary>
    CutAtFrameBorder,

    /// <summary>An error inside a 200 stream.</summary>
    ErrorInStream,

    /// <summary>A frame that is not JSON.</summary>
    Malformed,

    /// <summary>One piece of text of many megabytes, in one line.</summary>
    HugeLine,

    /// <summary>Events, fields and comments no client knows, between the ones it does.</summary>
    UnknownEvents,

    /// <summary>The bytes of every frame arrive one at a time.</summary>
    Trickle,

    /// <summary>The connection is closed before any byte of the answer.</summary>
    Disconnect,
}

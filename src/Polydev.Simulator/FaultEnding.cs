namespace Polydev.Simulator;

/// <summary>How a cut answer ends on the connection.</summary>
public enum FaultEnding
{
    /// <summary>The connection closes in the middle of the body; everything sent arrives.</summary>
    Closed,

    /// <summary>The body ends as if it were whole.</summary>
    Clean,

    /// <summary>The connection is aborted; what was sent last may be lost with it.</summary>
    Aborted,
}

namespace Polydev.Worker.Linked;

/// <summary>What an execution still has for the link after a copy.</summary>
internal enum CopyRest
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Whole lines: others may go first.</summary>
    WholeLines,

    /// <summary>The rest of a line that is half on the link: it must go next.</summary>
    MidLine,
}

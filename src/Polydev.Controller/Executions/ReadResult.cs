namespace Polydev.Controller.Executions;

/// <summary>What a reader of a live log is to do next.</summary>
internal enum ReadResult
{
    /// <summary>Events were copied: send them and come again.</summary>
    Some,

    /// <summary>Nothing new: wait for the bell.</summary>
    Wait,

    /// <summary>The next event is no longer in memory: read it from the store.</summary>
    Behind,

    /// <summary>Everything was read and the execution is over.</summary>
    End,
}

namespace Polydev.Controller.Storage;

/// <summary>How soon a change is to become durable.</summary>
internal enum CommitWhen
{
    /// <summary>Within milliseconds, so that what comes meanwhile shares the commit.</summary>
    InCompany,

    /// <summary>With the next commit of the journal's thread: somebody waits, and others are about to wait too.</summary>
    Soon,

    /// <summary>On the caller's thread, when nobody else commits: somebody waits, and there is no company to wait for.</summary>
    OnTheSpot,
}

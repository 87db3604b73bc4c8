namespace Polydev.Controller.Storage;

/// <summary>Whether the journal makes things durable.</summary>
internal enum JournalState
{
    /// <summary>Not open yet.</summary>
    Closed,

    /// <summary>Commits go through.</summary>
    Open,

    /// <summary>The last commit failed; it is tried again until it goes through. Nothing is lost, but nothing new is durable.</summary>
    Failing,
}

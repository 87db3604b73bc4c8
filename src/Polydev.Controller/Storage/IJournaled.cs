namespace Polydev.Controller.Storage;

/// <summary>Something with changes to be made durable. It is scheduled once however much piles up, and hands all of it over when its turn comes.</summary>
internal interface IJournaled
{
    /// <summary>Writes everything pending into the transaction. Called on the journal's thread; called again with the same content when a commit failed and is retried.</summary>
    void Write(IJournalTransaction transaction);

    /// <summary>What was last written is durable. Called on the journal's thread: be quick, never block, never throw.</summary>
    void OnCommitted();
}

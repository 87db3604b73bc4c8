namespace Polydev.Controller.Storage;

/// <summary>Something with changes to be made durable. It is scheduled once however much piles up, and hands all of it over when its turn comes.</summary>
internal interface IJournaled
{
    /// <summary>Writes everything pending into the transaction. Called again with the same content when a commit failed and is retried.</summary>
    void Write(IJournalTransaction transaction);

    /// <summary>What was last written is durable. Called before anything is written again, while others wait: take note, and nothing else.</summary>
    void OnCommitted();

    /// <summary>Tells whoever waits what is durable by now; they may go on upon this thread. Called after <see cref="OnCommitted"/>, with nothing held; later commits may have come in between.</summary>
    void Announce();
}

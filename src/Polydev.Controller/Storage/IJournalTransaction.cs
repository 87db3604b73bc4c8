namespace Polydev.Controller.Storage;

/// <summary>The changes that the hot path makes, each a prepared statement inside the running transaction.</summary>
internal interface IJournalTransaction
{
    /// <summary>A new execution.</summary>
    void InsertExecution(NewExecution execution);

    /// <summary>Adds an execution that is over already: its request, all its events as for <see cref="AppendEvents"/>, and its usage.</summary>
    void InsertEndedExecution(NewExecution execution, EndedExecution end, ReadOnlyMemory<byte> events);

    /// <summary>Events of an execution, joined by line feeds, one JSON object each; the last of them when it ends in the same transaction.</summary>
    void AppendEvents(string executionId, long firstSeq, long lastSeq, ReadOnlyMemory<byte> events, bool isLast = false);

    /// <summary>An attempt began or ended: the attempts so far and the worker in charge.</summary>
    void UpdateAttempts(string executionId, string status, string? workerId, ReadOnlyMemory<byte> attemptsJson);

    /// <summary>An execution ended; adds its usage to the day's figures.</summary>
    void EndExecution(EndedExecution execution);

    /// <summary>A worker now belongs to a tenant.</summary>
    void ClaimWorker(string workerId, string tenantId, string pool, string driver, string externalId, string node);

    /// <summary>A worker is gone.</summary>
    void RemoveWorker(string workerId);
}

namespace Polydev.Controller.Storage;

/// <summary>An execution that had not ended when the controller did, with all that is needed to take it up again.</summary>
/// <param name="Execution">What is stored of it.</param>
/// <param name="Request">Its request, JSON.</param>
/// <param name="LastSeq">Sequence number of its last durable event; 0 for none.</param>
/// <param name="HasOutput">Whether a durable event of it is output: then it must not be tried again.</param>
internal sealed record UnfinishedExecution(StoredExecution Execution, byte[] Request, long LastSeq, bool HasOutput);

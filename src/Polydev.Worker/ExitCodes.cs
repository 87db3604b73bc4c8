namespace Polydev.Worker;

/// <summary>What the worker's exit code says to whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Drained, or the direct answer is complete.</summary>
    public const int Done = 0;

    /// <summary>Direct mode: the provider gave no complete answer.</summary>
    public const int ProviderFailed = 1;

    /// <summary>The environment is not one the worker can start with.</summary>
    public const int Usage = 2;

    /// <summary>No link for too long: nobody owns this worker any more.</summary>
    public const int Orphaned = 3;

    /// <summary>The controller does not want this worker: nonce or session refused.</summary>
    public const int Refused = 4;

    /// <summary>The controller sent something that is not of the link's protocol.</summary>
    public const int Malformed = 5;

    /// <summary>A second tenant claimed the worker: it must not live on.</summary>
    public const int ClaimedTwice = 6;

    /// <summary>Told to end at once (128 + SIGTERM).</summary>
    public const int Terminated = 143;
}

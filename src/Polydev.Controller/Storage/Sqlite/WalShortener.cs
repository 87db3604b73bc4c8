namespace Polydev.Controller.Storage.Sqlite;

/// <summary>
/// Begins a log that has become too long anew. While commits never pause, a copy never reaches the end of the log: commits are held up for the
/// last bit, for a bounded time. When the disk does not manage it in that time they go on, and the log grows until a later try.
/// </summary>
internal sealed class WalShortener(WriteGate gate, WalLimits limits, JournalMeters meters, TimeProvider time)
{
    /// <summary>Copies in a row that try to come close to the end of the log before commits are held up.</summary>
    private const int Approaches = 10;

    /// <summary>Part of the pause that a copy and its flush may take for commits to be held up after it: what they wrote meanwhile is what the pause has to do.</summary>
    private const int Near = 8;

    /// <summary>What it goes by.</summary>
    public WalLimits Limits => limits;

    /// <summary>Tries once.</summary>
    /// <param name="log">The log.</param>
    /// <param name="length">Its length in pages.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    /// <returns>Its length after that.</returns>
    public async Task<int> TryAsync(WriteAheadLog log, int length, CancellationToken cancellationToken)
    {
        var pause = limits.PauseAt(length);
        for (var approach = 0; approach < Approaches; approach++)
        {
            var began = time.GetTimestamp();
            length = log.Copy().Log;
            log.Flush();
            if (time.GetElapsedTime(began) < pause / Near)
            {
                await RestartAsync(log, pause, cancellationToken);
                return log.Copy().Log;
            }
        }

        return length;
    }

    private async Task RestartAsync(WriteAheadLog log, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var turn = await LimitedTurn.EnterAsync(gate, pause, time, cancellationToken);

        // What cannot be broken off is the wait for the new log's head, a single page; and only now that the disk has answered within the pause.
        if (log.CopyRest().IsComplete && turn.TryKeep())
        {
            log.Restart();
        }

        meters.Paused(turn.End());
    }
}

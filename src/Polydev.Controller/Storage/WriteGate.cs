namespace Polydev.Controller.Storage;

/// <summary>Lets one writer at a time at the database. SQLite would make them poll for its lock; here they take turns, and a rare writer is not starved by the journal.</summary>
internal sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn on the journal's thread.</summary>
    public void Enter() => _turn.Wait();

    /// <summary>Takes the turn when it is free.</summary>
    public bool TryEnter() => _turn.Wait(0);

    /// <summary>Ends the turn.</summary>
    public void Exit() => _turn.Release();

    /// <summary>Waits for the turn; disposing the result ends it.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>The right to write, until disposed.</summary>
    internal readonly struct Turn(WriteGate gate) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => gate.Exit();
    }
}

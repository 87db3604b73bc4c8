using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>
/// Copies the write-ahead log into the database beside the journal, so that no commit waits for the disk. While commits never pause, such a
/// copy never catches up and the log would grow for ever: past a limit the journal itself copies the small rest between two transactions.
/// </summary>
internal sealed partial class WalCheckpointer(string databasePath, ILogger<WalCheckpointer> logger) : IDisposable
{
    /// <summary>Pages written after which the log is copied: 16 MiB.</summary>
    private const int Step = 4096;

    /// <summary>Pages in the log past which the journal lends a hand: 64 MiB.</summary>
    private const int Limit = 16_384;

    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = logger;
    private Task _loop = Task.CompletedTask;
    private int _pages;
    private volatile bool _handNeeded;

    /// <summary>Whether the journal is to lend a hand before its next transaction.</summary>
    public bool IsHandNeeded => _handNeeded;

    /// <summary>Begins.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>The journal wrote pages. Called on its thread.</summary>
    public void OnWritten(int pages)
    {
        _pages += pages;
        if (_pages >= Step && _due.CurrentCount == 0)
        {
            _pages = 0;
            _due.Release();
        }
    }

    /// <summary>Copies the rest when the log is too long. Called on the journal's thread, outside a transaction.</summary>
    public void FinishIfDue(JournalConnection connection)
    {
        if (_handNeeded)
        {
            _handNeeded = false;
            connection.Checkpoint();
        }
    }

    /// <summary>Ends; what is left in the log is copied by whoever closes the database last.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _due.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _due.WaitAsync(_stop.Token);
                Copy();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SqliteException error)
            {
                LogFailed(error.Message);
            }
        }
    }

    private void Copy()
    {
        using var connection = JournalConnection.Open(databasePath);
        if (CheckpointResult.Run(connection.Handle!).Log > Limit)
        {
            // Once more, so that what came meanwhile does not become the journal's share.
            CheckpointResult.Run(connection.Handle!);
            _handNeeded = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log could not be copied into the database: {Reason}")]
    private partial void LogFailed(string reason);
}

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>Keeps the write-ahead log: copies it into the database beside the journal, so that no commit waits for the disk, and has it begun anew when it is long.</summary>
internal sealed partial class WalCheckpointer(DataDirectory directory, WalShortener shortener, JournalMeters meters, TimeProvider time, ILogger<WalCheckpointer> logger) : IDisposable
{
    /// <summary>Lengths, in the longest there should be, at which the operator is told: 1 GiB.</summary>
    private const int Alarming = 16;

    private static readonly TimeSpan s_failureRest = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = logger;
    private SafeFileHandle? _database;
    private WriteAheadLog? _log;
    private ITimer? _again;
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource _copied = NewCopied();
    private long _restsUntil;
    private int _pages;
    private int _alarm = Alarming;

    /// <summary>Begins.</summary>
    /// <exception cref="SqliteException">The database cannot be opened.</exception>
    public void Start()
    {
        _database = File.OpenHandle(directory.Database, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _log = new WriteAheadLog(directory.Database, _database);
        _again = time.CreateTimer(static self => ((WalCheckpointer)self!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Pages were written to the log. Cheap, from any thread.</summary>
    public void OnWritten(int pages)
    {
        if (Interlocked.Add(ref _pages, pages) >= shortener.Limits.Step)
        {
            Interlocked.Exchange(ref _pages, 0);
            Wake();
        }
    }

    /// <summary>Waits for the copy that is under way, or has one made.</summary>
    public Task CopyAsync(CancellationToken cancellationToken)
    {
        var copied = Volatile.Read(ref _copied).Task;
        Wake();
        return copied.WaitAsync(cancellationToken);
    }

    /// <summary>Ends; what is left in the log is copied by whoever closes the database last.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _again?.Dispose();
        Close();
        _copied.TrySetResult();
    }

    /// <summary>To be called when nobody has the database open any more: closing a file drops the locks that SQLite has on it.</summary>
    public void Dispose()
    {
        _database?.Dispose();
        _stop.Dispose();
        _due.Dispose();
    }

    private static TaskCompletionSource NewCopied() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        try
        {
            _due.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake already, or has ended.
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _due.WaitAsync(_stop.Token);
                await TendAsync();
                Interlocked.Exchange(ref _copied, NewCopied()).TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // It is to end.
        }
    }

    private async Task TendAsync()
    {
        try
        {
            _log ??= new WriteAheadLog(directory.Database, _database!);
            var length = _log.Copy().Log;
            if (length > shortener.Limits.Longest && time.GetTimestamp() >= _restsUntil)
            {
                length = await shortener.TryAsync(_log, length, _stop.Token);
                if (length > shortener.Limits.Longest)
                {
                    Rest(shortener.Limits.RestAt(length));
                }
            }

            meters.LogLength(length);
            Alarm(length);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error.Message);
            Close();
            Rest(s_failureRest);
        }
    }

    private void Close()
    {
        var log = _log;
        _log = null;
        try
        {
            log?.Dispose();
        }
        catch (SqliteException error)
        {
            LogFailed(error.Message);
        }
    }

    private void Rest(TimeSpan rest)
    {
        _restsUntil = time.GetTimestamp() + (long)(rest.TotalSeconds * time.TimestampFrequency);
        _again!.Change(rest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells once, and again at each doubling.</summary>
    private void Alarm(int pages)
    {
        var lengths = pages / shortener.Limits.Longest;
        if (lengths >= _alarm)
        {
            _alarm *= 2;
            LogLong(pages / 256);
        }
        else if (lengths < Alarming)
        {
            _alarm = Alarming;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log could not be copied into the database: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log has grown to {MiB} MiB: the disk is too slow to copy it beside the commits. It shrinks when the disk has less to do")]
    private partial void LogLong(int miB);
}

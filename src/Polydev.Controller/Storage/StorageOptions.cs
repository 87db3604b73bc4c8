namespace Polydev.Controller.Storage;

/// <summary>How long what is kept, and how sure a write is.</summary>
public sealed class StorageOptions
{
    /// <summary>Ended executions and their events are kept this long.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Whether every commit waits for the disk itself. Off, a commit outlives a kill of the process; on, a loss of power too.</summary>
    public bool SyncToDisk { get; set; }
}

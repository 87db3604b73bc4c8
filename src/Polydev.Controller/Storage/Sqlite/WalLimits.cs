namespace Polydev.Controller.Storage.Sqlite;

/// <summary>When the write-ahead log is copied and begun anew, and what that may cost the commits. Lengths are in pages of 4 KiB.</summary>
internal sealed record WalLimits
{
    private const double LongestPauses = 10;

    /// <summary>Written after which the log is copied: 16 MiB.</summary>
    public int Step { get; init; } = 4096;

    /// <summary>Length past which the log is begun anew: 64 MiB.</summary>
    public int Longest { get; init; } = 16_384;

    /// <summary>How long commits may be held up for it at the longest length.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A log that grows past its longest because the disk is slow is worth more: the pause grows with it, to half a second at ten times the length.</summary>
    public TimeSpan PauseAt(int pages) => Pause * Math.Clamp((double)pages / Longest, 1, LongestPauses);

    /// <summary>Rest after a try that took the whole pause for nothing, so that commits are held up for a twentieth of the time at most.</summary>
    public TimeSpan RestAt(int pages) => PauseAt(pages) * 20;
}

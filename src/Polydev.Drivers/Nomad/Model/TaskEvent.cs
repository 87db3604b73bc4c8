namespace Polydev.Drivers.Nomad.Model;

/// <summary>Something that happened to a task.</summary>
public sealed record TaskEvent
{
    /// <summary>For example <c>Started</c>, <c>Terminated</c>, <c>Driver Failure</c>, <c>Not Restarting</c>, <c>Killed</c>.</summary>
    public string? Type { get; init; }

    /// <summary>When, in ns since 1970.</summary>
    public long Time { get; init; }

    /// <summary>What, in words.</summary>
    public string? DisplayMessage { get; init; }

    /// <summary>What, in the driver's words.</summary>
    public string? Message { get; init; }

    /// <summary>What the driver could not do.</summary>
    public string? DriverError { get; init; }

    /// <summary>What is wrong with what the driver was told.</summary>
    public string? ValidationError { get; init; }

    /// <summary>What went wrong before the driver's turn.</summary>
    public string? SetupError { get; init; }

    /// <summary>What went wrong when it was ended.</summary>
    public string? KillError { get; init; }

    /// <summary>More, by name: <c>exit_code</c>, <c>signal</c>, <c>oom_killed</c>.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>Exit code, where it ended.</summary>
    public int ExitCode { get; init; }

    /// <summary>Signal it ended by; 0 for none.</summary>
    public int Signal { get; init; }
}

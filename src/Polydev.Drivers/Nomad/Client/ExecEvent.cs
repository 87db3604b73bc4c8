namespace Polydev.Drivers.Nomad.Client;

/// <summary>What a command did.</summary>
public abstract record ExecEvent
{
    private ExecEvent()
    {
    }

    /// <summary>It wrote.</summary>
    /// <param name="Error">Whether to its errors.</param>
    /// <param name="Data">What.</param>
    public sealed record Wrote(bool Error, ReadOnlyMemory<byte> Data) : ExecEvent;

    /// <summary>It ended; the last event.</summary>
    /// <param name="Code">Exit code.</param>
    public sealed record Exited(int Code) : ExecEvent;
}

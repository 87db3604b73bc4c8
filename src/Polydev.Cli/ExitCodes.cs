namespace Polydev.Cli;

/// <summary>What the exit code of the command tells a script; documented in docs/operating.md.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It was tried and failed: the API refused, an execution failed, a check failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong; nothing was tried.</summary>
    public const int Usage = 2;

    /// <summary>No controller answers at the address.</summary>
    public const int Unreachable = 3;

    /// <summary>Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}

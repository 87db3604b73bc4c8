namespace Polydev.Cli;

/// <summary>Ends a command: one sentence on what is wrong, what to do next, a stable code, and the exit code.</summary>
/// <remarks>Thrown where the failure is seen and shown in one place, <see cref="Output.FailureText"/>.</remarks>
internal sealed class CommandFailure(string code, string message, string? next = null, int exitCode = ExitCodes.Failed) : Exception(message)
{
    /// <summary>Stable code for programs, snake_case: the API's own where it comes from there.</summary>
    public string Code { get; } = code;

    /// <summary>What to do next; null when the sentence says it.</summary>
    public string? Next { get; } = next;

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Faults by field of the request, where the API names them.</summary>
    public IReadOnlyDictionary<string, string[]> Fields { get; init; } = new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>Whether the same call may do better in a moment: the controller is away or starting.</summary>
    public bool Passes { get; init; }

    /// <summary>The command line is wrong in a way the parser cannot see.</summary>
    public static CommandFailure Usage(string message, string? next = null) => new("usage", message, next, ExitCodes.Usage);
}

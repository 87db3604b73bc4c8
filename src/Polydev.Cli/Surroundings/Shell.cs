using Spectre.Console;

namespace Polydev.Cli.Surroundings;

/// <summary>Everything a command touches of the process around it, so that tests can stand in for a terminal, an environment and a network.</summary>
internal sealed record Shell
{
    /// <summary>Standard input.</summary>
    public required TextReader In { get; init; }

    /// <summary>Standard output: results only.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: progress, summaries and failures.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Looks an environment variable up; null when unset or empty.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Whether standard input is a person typing.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>Whether standard output is a terminal that takes colours.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal that takes colours.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Width of the terminal in columns; 100 where there is none.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Reads one line without echo, for secrets typed by hand.</summary>
    public Func<string> ReadSecret { get; init; } = static () => "";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How requests leave; null for the network.</summary>
    public HttpMessageHandler? Network { get; init; }

    /// <summary>A console on standard output; plain text when it is no terminal.</summary>
    public IAnsiConsole OutConsole() => Terminals.On(Out, OutIsTerminal, Width);

    /// <summary>A console on standard error; plain text when it is no terminal.</summary>
    public IAnsiConsole ErrorConsole() => Terminals.On(Error, ErrorIsTerminal, Width);
}

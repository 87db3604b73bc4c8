namespace Polydev.Drivers.Nomad.Client;

/// <summary>A frame to a command: input, its end, or the size of the terminal.</summary>
internal sealed record ExecInput
{
    /// <summary>Input, or its end.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("stdin")]
    public ExecPiece? Stdin { get; init; }

    /// <summary>Size of the terminal.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("tty_size")]
    public ExecTerminal? TtySize { get; init; }
}

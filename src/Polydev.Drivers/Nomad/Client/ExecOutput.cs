using System.Text.Json.Serialization;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>A frame from a command.</summary>
internal sealed record ExecOutput
{
    /// <summary>Output.</summary>
    [JsonPropertyName("stdout")]
    public ExecPiece? Stdout { get; init; }

    /// <summary>Errors.</summary>
    [JsonPropertyName("stderr")]
    public ExecPiece? Stderr { get; init; }

    /// <summary>Whether it ended.</summary>
    [JsonPropertyName("exited")]
    public bool? Exited { get; init; }

    /// <summary>How it ended; empty for code 0.</summary>
    [JsonPropertyName("result")]
    public ExecResult? Result { get; init; }
}

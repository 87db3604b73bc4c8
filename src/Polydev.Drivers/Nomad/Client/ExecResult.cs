using System.Text.Json.Serialization;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>How a command ended.</summary>
internal sealed record ExecResult
{
    /// <summary>Exit code; left out for 0.</summary>
    [JsonPropertyName("exit_code")]
    public int? ExitCode { get; init; }
}

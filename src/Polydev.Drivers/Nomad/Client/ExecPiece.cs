using System.Text.Json.Serialization;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Bytes of a stream, or its end.</summary>
internal sealed record ExecPiece
{
    /// <summary>The bytes.</summary>
    [JsonPropertyName("data")]
    public byte[]? Data { get; init; }

    /// <summary>Whether nothing more comes.</summary>
    [JsonPropertyName("close")]
    public bool? Close { get; init; }
}

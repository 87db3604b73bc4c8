using System.Text.Json.Serialization;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Size of a terminal, in characters.</summary>
internal sealed record ExecTerminal(
    [property: JsonPropertyName("height")] int Height,
    [property: JsonPropertyName("width")] int Width);

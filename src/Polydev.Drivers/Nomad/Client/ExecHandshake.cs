using System.Text.Json.Serialization;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>First frame to a command where a proxy takes the token's header away.</summary>
internal sealed record ExecHandshake(
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("auth_token")] string AuthToken);

using System.Text.Json.Serialization;

namespace Polydev.Protocol.Events;

/// <summary>Writes <see cref="StopReason"/> as snake_case text, without reflection.</summary>
public sealed class StopReasonConverter() : JsonStringEnumConverter<StopReason>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower);

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polydev.Controller;

/// <summary>Writes an enum as snake_case text and refuses numbers.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

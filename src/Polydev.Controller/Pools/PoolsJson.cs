using System.Text.Json.Serialization;

namespace Polydev.Controller.Pools;

/// <summary>How the file of <see cref="PoolMemory"/> looks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Dictionary<string, PoolMemoryEntry>))]
internal sealed partial class PoolsJson : JsonSerializerContext;

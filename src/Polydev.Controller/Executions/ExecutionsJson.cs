using System.Text.Json.Serialization;

namespace Polydev.Controller.Executions;

/// <summary>How the records of this room look as JSON. Unknown fields are refused: a misspelt one would be silently lost.</summary>
/// <remarks>Converters belong on their types: one among these options would turn the generated writers off, which cost a third of the general one.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExecutionRequest))]
[JsonSerializable(typeof(ExecutionResponse))]
[JsonSerializable(typeof(ExecutionListResponse))]
[JsonSerializable(typeof(ExecutionSummary))]
[JsonSerializable(typeof(List<AttemptRecord>))]
internal sealed partial class ExecutionsJson : JsonSerializerContext;

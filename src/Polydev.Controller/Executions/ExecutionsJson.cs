using System.Text.Json.Serialization;
using Polydev.Controller.Pools;

namespace Polydev.Controller.Executions;

/// <summary>How the records of this room look as JSON. Unknown fields are refused: a misspelt one would be silently lost.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(SnakeCaseEnumConverter<Isolation>), typeof(SnakeCaseEnumConverter<ExecutionStatus>)])]
[JsonSerializable(typeof(ExecutionRequest))]
[JsonSerializable(typeof(ExecutionResponse))]
[JsonSerializable(typeof(ExecutionListResponse))]
[JsonSerializable(typeof(ExecutionSummary))]
[JsonSerializable(typeof(List<AttemptRecord>))]
internal sealed partial class ExecutionsJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Polydev.Drivers.Process;

/// <summary>How <see cref="WorkerFacts"/> are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WorkerFacts))]
internal sealed partial class WorkerFactsJson : JsonSerializerContext;

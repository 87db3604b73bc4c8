using System.Text.Json.Serialization;
using Polydev.Controller.Cluster.Checks;
using Polydev.Controller.Cluster.Health;
using Polydev.Controller.Cluster.Jobs;

namespace Polydev.Controller.Cluster;

/// <summary>How the records of this room look as JSON. Unknown fields are refused: a misspelt one would be silently lost.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    Converters = [typeof(SnakeCaseEnumConverter<JobOutcome>), typeof(SnakeCaseEnumConverter<CheckOutcome>)])]
[JsonSerializable(typeof(JobWish))]
[JsonSerializable(typeof(JobSubmitted))]
[JsonSerializable(typeof(JobPlanned))]
[JsonSerializable(typeof(JobRows))]
[JsonSerializable(typeof(JobState))]
[JsonSerializable(typeof(JobStopped))]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(ClusterCheck))]
internal sealed partial class ClusterJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Polydev.Controller.Cluster.Checks;
using Polydev.Controller.Pools;

namespace Polydev.Controller.Api;

/// <summary>How pools, workers, nodes, capacity and templates look as JSON. Unknown fields are refused: a misspelt one would be silently lost.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnumConverter<CheckOutcome>)])]
[JsonSerializable(typeof(PoolListResponse))]
[JsonSerializable(typeof(PoolSizing))]
[JsonSerializable(typeof(WorkerListResponse))]
[JsonSerializable(typeof(NodeListResponse))]
[JsonSerializable(typeof(DrainNodeRequest))]
[JsonSerializable(typeof(CapacityResponse))]
[JsonSerializable(typeof(TemplateListResponse))]
[JsonSerializable(typeof(CheckListResponse))]
internal sealed partial class ResourcesJson : JsonSerializerContext;

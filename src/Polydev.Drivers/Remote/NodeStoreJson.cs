using System.Text.Json.Serialization;

namespace Polydev.Drivers.Remote;

/// <summary>How nodes are written down.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<NodeEntry>))]
internal sealed partial class NodeStoreJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Polydev.Protocol.Nodes;

/// <summary>How the first lines between node and controller look as JSON. Apart from <see cref="ProtocolJson"/>, so that no worker carries it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(NodeRequest))]
[JsonSerializable(typeof(NodeReply))]
public sealed partial class NodeJson : JsonSerializerContext;

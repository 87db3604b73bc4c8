using System.Text.Json.Serialization;

namespace Polydev.Drivers.Remote.Frames;

/// <summary>How the frames of a control connection look as JSON. A field that is not known is of another version, and is passed over (decision 24).</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NodeFrame))]
[JsonSerializable(typeof(NodeCommand))]
internal sealed partial class ControlJson : JsonSerializerContext;

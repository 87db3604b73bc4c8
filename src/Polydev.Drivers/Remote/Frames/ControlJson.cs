using System.Text.Json.Serialization;

namespace Polydev.Drivers.Remote.Frames;

/// <summary>How the frames of a control connection look as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(DriverErrorNames)])]
[JsonSerializable(typeof(NodeFrame))]
[JsonSerializable(typeof(NodeCommand))]
internal sealed partial class ControlJson : JsonSerializerContext;

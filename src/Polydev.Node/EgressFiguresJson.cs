using System.Text.Json.Serialization;

namespace Polydev.Node;

/// <summary>How figures are written down.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<EgressFigure>))]
internal sealed partial class EgressFiguresJson : JsonSerializerContext;

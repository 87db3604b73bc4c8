using System.Text.Json.Serialization;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Egress;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;

namespace Polydev.Protocol;

/// <summary>How our records look as JSON: snake_case, nulls left out, no reflection.</summary>
/// <remarks>
/// A null for what is never null is refused. What is left out has its default, for which the records see to it themselves, by
/// <c>init => field = value ?? …</c>: the generated reader assigns null to an <c>init</c> member that is not there.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelRequest))]
[JsonSerializable(typeof(ContentPart))]
[JsonSerializable(typeof(ExecutionEvent))]
[JsonSerializable(typeof(ExecutionError))]
[JsonSerializable(typeof(TokenUsage))]
[JsonSerializable(typeof(WorkerFrame))]
[JsonSerializable(typeof(ControllerFrame))]
[JsonSerializable(typeof(EgressIdentity))]
public sealed partial class ProtocolJson : JsonSerializerContext;

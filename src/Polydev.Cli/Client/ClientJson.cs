using System.Text.Json.Serialization;

namespace Polydev.Cli.Client;

/// <summary>How the API's records look as JSON to this client: snake_case; fields of a newer controller are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(ExecutionView))]
[JsonSerializable(typeof(List<Protocol.Calls.Message>))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string[]>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Controller.Cluster.Checks.ClusterCheck))]
internal sealed partial class ClientJson : JsonSerializerContext;

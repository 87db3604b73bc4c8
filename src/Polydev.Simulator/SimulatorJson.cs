using System.Text.Json.Serialization;

namespace Polydev.Simulator;

/// <summary>How the simulator's own answers look as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CountersSnapshot))]
internal sealed partial class SimulatorJson : JsonSerializerContext;

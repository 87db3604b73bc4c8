using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polydev.Drivers.Remote.Frames;

/// <summary>Writes the stage at which a driver failed by its name.</summary>
internal sealed class DriverErrorNames() : JsonStringEnumConverter<DriverError>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

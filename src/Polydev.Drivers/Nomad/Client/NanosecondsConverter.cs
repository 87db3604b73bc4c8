using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Durations as Nomad writes them: whole nanoseconds in an <c>int64</c>. What does not fit into 100 ns is cut.</summary>
internal sealed class NanosecondsConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks(reader.GetInt64() / TimeSpan.NanosecondsPerTick);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(checked(value.Ticks * TimeSpan.NanosecondsPerTick));
}

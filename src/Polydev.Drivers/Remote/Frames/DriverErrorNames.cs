using System.Collections.Frozen;
using System.Text.Json;

namespace Polydev.Drivers.Remote.Frames;

/// <summary>The stages at which a driver can fail, by the names they have on the wire.</summary>
internal static class DriverErrorNames
{
    private static readonly FrozenDictionary<string, DriverError> s_byName = Enum.GetValues<DriverError>().ToFrozenDictionary(Of, StringComparer.Ordinal);

    /// <summary>The name of a stage.</summary>
    public static string Of(DriverError error) => JsonNamingPolicy.SnakeCaseLower.ConvertName(error.ToString());

    /// <summary>The stage of a name; null when it is not known here.</summary>
    public static DriverError? Find(string name) => s_byName.TryGetValue(name, out var error) ? error : null;
}

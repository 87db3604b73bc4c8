using System.Text.Json.Serialization;

namespace Polydev.Controller.Cluster.Checks;

/// <summary>How a check came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
public enum CheckOutcome
{
    /// <summary>It passed.</summary>
    Ok,

    /// <summary>It did not pass.</summary>
    Failed,

    /// <summary>It was not made, as something it needs is missing.</summary>
    Skipped,
}

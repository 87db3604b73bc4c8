using System.Text.Json.Serialization;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Body of a drain. A spec that is null and said ends the drain.</summary>
internal sealed record DrainRequest(
    string NodeID,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DrainSpec? DrainSpec,
    bool MarkEligible);

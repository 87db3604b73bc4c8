using System.Text.Json.Nodes;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>A container of <see cref="FakeEngine"/>.</summary>
internal sealed record FakeContainer(string Id, JsonObject Asked, IReadOnlyDictionary<string, string> Labels)
{
    public string Name { get; init; } = "";

    public string State { get; set; } = "";
}

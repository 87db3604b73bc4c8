using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker;

/// <summary>Labels that say whose a container is. Nothing without ours is ever touched.</summary>
internal static class ContainerLabels
{
    /// <summary>Id of the data directory that the worker belongs to.</summary>
    public const string Owner = "polydev.owner";

    /// <summary>Id of the worker.</summary>
    public const string Worker = "polydev.worker";

    /// <summary>Its pool.</summary>
    public const string Pool = "polydev.pool";

    /// <summary>Its node.</summary>
    public const string Node = "polydev.node";

    /// <summary>The engine's filter for containers of one owner.</summary>
    public static IDictionary<string, bool> OwnedBy(string owner) => new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{Owner}={owner}"] = true };

    /// <summary>What a label of a container says; nothing when it is not there.</summary>
    public static string Of(ContainerListResponse container, string label) => container.Labels?.TryGetValue(label, out var value) == true ? value : "";
}

namespace Polydev.Controller.Cluster.Health;

/// <summary>A server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is, as <c>host:port</c> of its RPC.</param>
/// <param name="Status">alive, failed, leaving or left.</param>
/// <param name="Version">Its version; null when it does not say.</param>
/// <param name="Leader">Whether it leads.</param>
internal sealed record ServerState(string Name, string Address, string Status, string? Version, bool Leader);

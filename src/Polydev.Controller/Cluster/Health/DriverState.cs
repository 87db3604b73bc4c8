namespace Polydev.Controller.Cluster.Health;

/// <summary>A driver of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Healthy">Whether it can run tasks.</param>
/// <param name="Message">What it says of its health; null for nothing.</param>
internal sealed record DriverState(string Name, bool Healthy, string? Message);

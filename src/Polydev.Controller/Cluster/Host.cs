namespace Polydev.Controller.Cluster;

/// <summary>A host that takes workers now.</summary>
/// <param name="Name">Its name; null for the only one there is, on which every worker counts.</param>
/// <param name="Machine">What it has.</param>
/// <param name="ReserveBytes">What of its memory its own operator keeps from workers; null where each pool's reserve counts.</param>
internal sealed record Host(string? Name, Machine Machine, long? ReserveBytes = null);

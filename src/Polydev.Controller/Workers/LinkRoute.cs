using Polydev.Drivers;

namespace Polydev.Controller.Workers;

/// <summary>Where a worker may dial from: the node that it was placed on, and no other.</summary>
internal static class LinkRoute
{
    /// <summary>What is said of one that dials from elsewhere.</summary>
    public const string Wrong = "its link came through another node than the one it was placed on";

    /// <summary>Whether a link that came through a node can be of what was placed.</summary>
    /// <param name="allocation">What was placed.</param>
    /// <param name="node">The node that relays the link; null for a link of this machine, whose driver may call it as it likes.</param>
    public static bool Fits(Allocation allocation, string? node) => node is null || allocation.Node == node;
}

namespace Polydev.Controller.Cluster;

/// <summary>What every node is told when it connects, beside its own key.</summary>
/// <param name="EgressRules">Where workers may go, as texts of egress rules.</param>
public sealed record NodeSetup(IReadOnlyList<string> EgressRules);

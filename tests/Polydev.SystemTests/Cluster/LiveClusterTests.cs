namespace Polydev.SystemTests.Cluster;

/// <summary>Tests that share one live cluster, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LiveClusterTests : ICollectionFixture<LiveCluster>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "live cluster";
}

namespace Polydev.SystemTests.Containers;

/// <summary>Tests that share one engine, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ContainerTests : ICollectionFixture<DockerEngine>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "containers";
}

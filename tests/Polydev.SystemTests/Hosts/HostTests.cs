namespace Polydev.SystemTests.Hosts;

/// <summary>Tests that make hosts of their own, and so run one after the other: each has a handful of programs to start.</summary>
[CollectionDefinition(Name)]
public sealed class HostTests : ICollectionFixture<SharedNodes>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "hosts";
}

namespace Polydev.Tests;

/// <summary>Holds the walls of the house: which part may name which.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void Protocol_references_nothing_of_ours() =>
        Assert.DoesNotContain(typeof(Protocol.ProtocolJson).Assembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("Polydev", StringComparison.Ordinal));
}

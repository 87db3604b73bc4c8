using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>The command a new user runs first.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_streams_from_all_three_providers_and_leaves_nothing_behind()
    {
        var (exit, output, error) = await PolydevProcess.RunAsync(["demo", "--once", "--port", "0"]);
        Assert.True(exit == 0, output + error);
        foreach (var provider in new[] { "openai", "anthropic", "google" })
        {
            Assert.Contains(provider, output, StringComparison.Ordinal);
        }
    }
}

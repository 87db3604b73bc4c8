using System.Text.Json;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Commands;

/// <summary><c>polydev simulate</c>.</summary>
public sealed class SimulateCommandTests
{
    [Fact]
    public async Task The_catalog_names_replies_and_faults_with_an_example_each()
    {
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("simulate", "--list"));
        Assert.Contains("fault-cut-mid-frame-after-3", shell.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Out.Split('\n'), line => line.EndsWith(' '));

        using var machine = new TestShell();
        Assert.Equal(0, await machine.RunAsync("simulate", "--list", "--json"));
        Assert.True(JsonElement.Parse(machine.Out).GetProperty("faults").GetArrayLength() > 5);
    }
}

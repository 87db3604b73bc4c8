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

    [Fact]
    public async Task An_address_that_is_none_is_a_wrong_command_line()
    {
        using var shell = new TestShell();
        Assert.Equal(2, await shell.RunAsync("simulate", "--port", "0", "--bind", "here"));
        Assert.Contains("'here' is no IP address", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_told_as_such()
    {
        using var shell = new TestShell();
        Assert.Equal(1, await shell.RunAsync("simulate", "--port", "0", "--bind", "203.0.113.7"));
        Assert.Contains("Give --bind an address of this machine", shell.Error, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Capacity;

/// <summary>How many workers fit.</summary>
public sealed class CapacityCommandTests
{
    private static readonly string[] Plan = ["capacity", "--memory", "62GiB", "--cpus", "20", "--reserve", "10GiB", "--worker-memory", "256MiB", "--worker-cpu", "0.1"];

    [Fact]
    public async Task The_plan_of_62_gib_and_20_cores_is_bound_by_cpu()
    {
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync([.. Plan, "--json"]));
        var plan = JsonElement.Parse(shell.Out);
        Assert.Equal(208, plan.GetProperty("by_memory").GetInt64());
        Assert.Equal(200, plan.GetProperty("by_cpu").GetInt64());
        Assert.Equal(200, plan.GetProperty("workers").GetInt64());
        Assert.Equal("cpu", plan.GetProperty("binds").GetString());
        Assert.Equal(203, plan.GetProperty("by_memory_in_decimal_units").GetInt64());
    }

    [Fact]
    public async Task A_person_sees_the_sum_and_why_decimal_units_give_203()
    {
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync(Plan));
        Assert.Contains("by memory        208   (62 GiB - 10 GiB) / 256 MiB\n", shell.Out, StringComparison.Ordinal);
        Assert.Contains("by CPU           200   20 / 0.1\n", shell.Out, StringComparison.Ordinal);
        Assert.Contains("fit              200   CPU binds\n", shell.Out, StringComparison.Ordinal);
        Assert.Contains("give 203 by memory", shell.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--memory", "lots")]
    [InlineData("--cpus", "4")]
    [InlineData("--memory", "8GiB", "--worker-memory", "0")]
    public async Task Wrong_figures_are_a_usage_error(params string[] arguments) => Assert.Equal(2, await new TestShell().RunAsync(["capacity", .. arguments]));
}

using Polydev.Cli.Output;

namespace Polydev.Tests.Cli.Output;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData(" 1.5h ", 5400)]
    [InlineData("7d", 604800)]
    public void A_length_of_time_is_a_number_with_a_unit(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("10")]
    [InlineData("-1h")]
    [InlineData("1h30m")]
    [InlineData("1w")]
    [InlineData("99999999999999d")]
    public void Anything_else_is_none(string text) => Assert.False(Durations.TryParse(text, out _));
}

using Polydev.Cli.Output;

namespace Polydev.Tests.Cli.Output;

/// <summary>Quantities as people read them.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0.00 ms")]
    [InlineData(0.417, "0.42 ms")]
    [InlineData(45.31, "45.3 ms")]
    [InlineData(3210.0, "3.21 s")]
    [InlineData(125_000.0, "2m 05s")]
    public void Milliseconds_get_the_unit_that_fits(double? milliseconds, string text) => Assert.Equal(text, Format.Milliseconds(milliseconds));

    [Theory]
    [InlineData(null, "-")]
    [InlineData(512L, "512 B")]
    [InlineData(1536L, "1.5 KiB")]
    [InlineData(66_571_993_088L, "62 GiB")]
    public void Bytes_get_the_unit_that_fits(long? bytes, string text) => Assert.Equal(text, Format.Bytes(bytes));

    [Fact]
    public void An_unknown_price_is_not_shown_as_free()
    {
        Assert.Equal("unknown", Format.Dollars(null));
        Assert.Equal("$0", Format.Dollars(0m));
        Assert.Equal("$0.000123", Format.Dollars(0.000123m));
        Assert.Equal("$1,234.50", Format.Dollars(1234.5m));
    }
}

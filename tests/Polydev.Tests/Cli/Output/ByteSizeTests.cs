using CsCheck;
using Polydev.Cli.Output;

namespace Polydev.Tests.Cli.Output;

/// <summary>Amounts of memory as people write them.</summary>
public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("512B", 512)]
    [InlineData("1kB", 1000)]
    [InlineData("1KiB", 1024)]
    [InlineData("256MiB", 268_435_456)]
    [InlineData("256Mi", 268_435_456)]
    [InlineData("256MB", 256_000_000)]
    [InlineData("256m", 256_000_000)]
    [InlineData("62GiB", 66_571_993_088)]
    [InlineData(" 62 GB ", 62_000_000_000)]
    [InlineData("1.5gib", 1_610_612_736)]
    [InlineData("2TiB", 2_199_023_255_552)]
    public void An_amount_counts_in_the_unit_it_is_written_in(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GiB")]
    [InlineData("-1GiB")]
    [InlineData("1e3")]
    [InlineData("1,5GiB")]
    [InlineData("1.5.5M")]
    [InlineData("5PiB")]
    [InlineData("5Bi")]
    [InlineData("5MBit")]
    [InlineData("99999999999TiB")]
    public void What_is_no_amount_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Gen.String[Gen.Char["0123456789.kKmMgGtTiIbB -"], 0, 12].Sample(text => !ByteSize.TryParse(text, out var size) || size.Bytes >= 0);

    [Fact]
    public void A_binary_unit_is_never_smaller_than_the_decimal_one() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.OneOf(Gen.Const("K"), Gen.Const("M"), Gen.Const("G"))).Sample((number, unit) =>
            ByteSize.TryParse($"{number}{unit}iB", out var binary)
            && ByteSize.TryParse($"{number}{unit}B", out var plain)
            && binary.Bytes >= plain.Bytes);
}

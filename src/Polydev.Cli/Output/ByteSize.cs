using System.Buffers;
using System.Globalization;

namespace Polydev.Cli.Output;

/// <summary>An amount of memory as a person writes it: <c>62GiB</c>, <c>256 MB</c>, <c>1.5g</c>, <c>1024</c>.</summary>
/// <param name="Number">The figure before the unit.</param>
/// <param name="Power">Which unit: 0 bytes, 1 kilo, 2 mega, 3 giga, 4 tera.</param>
/// <param name="Binary">Whether the unit counts by 1024 (KiB, MiB, GiB) and not by 1000 (kB, MB, GB).</param>
internal readonly record struct ByteSize(decimal Number, int Power, bool Binary)
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>The amount in bytes.</summary>
    public long Bytes => (long)(Number * Scale(Binary ? 1024 : 1000));

    /// <summary>Reads an amount. The units are those of IEC 80000-13: <c>MiB</c> (also <c>Mi</c>) is 1024 KiB, <c>MB</c> (also <c>M</c>) is 1000 kB.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        var digits = text.AsSpan().Trim();
        var end = digits.IndexOfAnyExcept(Digits);
        var unit = end < 0 ? "" : digits[end..].Trim().ToString().ToUpperInvariant();
        digits = end < 0 ? digits : digits[..end];
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000_000_000_000)
        {
            return false;
        }

        var power = unit.Length == 0 ? 0 : "BKMGT".IndexOf(unit[0], StringComparison.Ordinal);
        var rest = unit.Length == 0 ? "" : unit[1..];
        if (power < 0 || rest is not ("" or "B" or "I" or "IB") || (power == 0 && rest.Length > 0))
        {
            return false;
        }

        size = new ByteSize(number, power, rest.StartsWith('I'));
        return number * size.Scale(1024) < long.MaxValue;
    }

    private decimal Scale(int step)
    {
        var scale = 1m;
        for (var i = 0; i < Power; i++)
        {
            scale *= step;
        }

        return scale;
    }
}

using System.Globalization;

namespace Polydev.Controller.Api;

/// <summary>A kind of simple value that requests carry as text.</summary>
/// <param name="Words">What it must be, in words.</param>
/// <param name="Read">Reads it; null when it is not of this kind.</param>
internal sealed record ValueKind(string Words, Func<string, object?> Read)
{
    private static readonly Dictionary<Type, ValueKind> s_all = new()
    {
        [typeof(string)] = new("text", static text => text),
        [typeof(bool)] = new("true or false", static text => bool.TryParse(text, out var value) ? value : null),
        [typeof(int)] = new("a whole number", static text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(long)] = new("a whole number", static text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(decimal)] = new("a number", static text => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(double)] = new("a number", static text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(DateOnly)] = new(
            "a day such as 2026-03-14",
            static text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null),
        [typeof(DateTimeOffset)] = new(
            "a time such as 2026-03-14T12:00:00Z",
            static text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value : null),
    };

    /// <summary>The kind of a type, nullable or not; null when it is no simple value.</summary>
    public static ValueKind? Find(Type type) => s_all.GetValueOrDefault(Nullable.GetUnderlyingType(type) ?? type);
}

using System.Globalization;

namespace Polydev.Controller.Storage;

/// <summary>The UTC calendar day that usage counts for: the day on which an execution ended.</summary>
internal static class UsageDay
{
    private static Tuple<DateOnly, string> s_last = Tuple.Create(DateOnly.MinValue, "0001-01-01");

    /// <summary>The day as it is stored, <c>yyyy-MM-dd</c>. The text of the latest day is kept, because nearly all ask for it.</summary>
    public static string Of(DateTimeOffset time)
    {
        var day = DateOnly.FromDateTime(time.UtcDateTime);
        var last = Volatile.Read(ref s_last);
        if (last.Item1 != day)
        {
            last = Tuple.Create(day, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Volatile.Write(ref s_last, last);
        }

        return last.Item2;
    }
}

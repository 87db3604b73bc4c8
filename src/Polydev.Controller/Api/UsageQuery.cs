using Polydev.Controller.Storage;

namespace Polydev.Controller.Api;

/// <summary>What a request for usage asks for.</summary>
/// <param name="From">First UTC day.</param>
/// <param name="To">Last UTC day.</param>
/// <param name="By">By what to sum up.</param>
internal sealed record UsageQuery(DateOnly From, DateOnly To, UsageGrouping By)
{
    /// <summary>Days shown when the request does not say.</summary>
    private const int DefaultDays = 30;

    /// <summary>Fills in what a request leaves out.</summary>
    public static UsageQuery Of(DateOnly? from, DateOnly? to, string? groupBy, DateOnly today)
    {
        var last = to ?? today;
        return new(from ?? last.AddDays(1 - Math.Min(DefaultDays, last.DayNumber + 1)), last, Grouping(groupBy));
    }

    private static UsageGrouping Grouping(string? names) =>
        (names ?? "day").Split(',').Aggregate(UsageGrouping.None, static (by, name) => by | Enum.Parse<UsageGrouping>(name, ignoreCase: true));
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
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

    /// <summary>Reads it; exactly one of the results is not null.</summary>
    public static (UsageQuery? Query, Problem? Problem) Read(IQueryCollection query, DateOnly today)
    {
        var errors = new FieldErrors();
        foreach (var unknown in query.Keys.Where(key => key is not ("from" or "to" or "group_by")))
        {
            errors.Add(unknown, "is not a parameter of this request");
        }

        var to = Day(query, "to", today, errors);
        var from = Day(query, "from", to.AddDays(1 - Math.Min(DefaultDays, to.DayNumber + 1)), errors);
        var by = Grouping(query["group_by"].ToString(), errors);
        errors.AddIf(errors.None && from > to, "from", "must not be after 'to'");
        return errors.ToProblem() is { } problem ? (null, problem) : (new UsageQuery(from, to, by), null);
    }

    private static DateOnly Day(IQueryCollection query, string name, DateOnly otherwise, FieldErrors errors)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        var good = DateOnly.TryParseExact(text.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        errors.AddIf(!good, name, "must be a day such as 2026-03-14");
        return good ? day : otherwise;
    }

    private static UsageGrouping Grouping(string text, FieldErrors errors)
    {
        if (text.Length == 0)
        {
            return UsageGrouping.Day;
        }

        var by = UsageGrouping.None;
        foreach (var name in text.Split(','))
        {
            UsageGrouping? one = name switch
            {
                "day" => UsageGrouping.Day,
                "tenant" => UsageGrouping.Tenant,
                "user" => UsageGrouping.User,
                "provider" => UsageGrouping.Provider,
                "model" => UsageGrouping.Model,
                _ => null,
            };
            errors.AddIf(one is null, "group_by", $"does not know '{name}': give some of day, tenant, user, provider, model, joined by ','");
            by |= one ?? UsageGrouping.None;
        }

        return by;
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Polydev.Controller.Api;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Usage;

/// <summary>What each tenant has spent today and this month (UTC), in memory, so that every request can be held against the tenant's limits.</summary>
/// <remarks>Spend is known when an execution ends. Those that run at the same moment may take a tenant past its limit by what they cost.</remarks>
internal sealed class SpendLedger(UsageStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Spend> _tenants = new(StringComparer.Ordinal);

    /// <summary>Reads what was spent before this start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var today = Today();
        foreach (var spent in await store.ReadSpendAsync(new DateOnly(today.Year, today.Month, 1), cancellationToken))
        {
            SpendOf(spent.TenantId).Add(spent.Day, today, spent.Usd);
        }
    }

    /// <summary>An execution ended; call it once for each. Of unknown cost nothing is counted.</summary>
    public void Record(EndedExecution execution)
    {
        if (execution.CostUsd is { } cost)
        {
            SpendOf(execution.TenantId).Add(DateOnly.FromDateTime(execution.EndedAt.UtcDateTime), Today(), cost);
        }
    }

    /// <summary>Whether the tenant may spend more; else the refusal, with the time after which it may again.</summary>
    public Problem? Check(Tenant tenant)
    {
        if (tenant.Limits is { DailySpendUsd: null, MonthlySpendUsd: null })
        {
            return null;
        }

        var today = Today();
        var (day, month) = SpendOf(tenant.Id).Read(today);
        if (tenant.Limits.MonthlySpendUsd is { } monthly && month >= monthly)
        {
            return Reached("month", monthly, new DateOnly(today.Year, today.Month, 1).AddMonths(1));
        }

        return tenant.Limits.DailySpendUsd is { } daily && day >= daily ? Reached("day", daily, today.AddDays(1)) : null;
    }

    private Problem Reached(string period, decimal limit, DateOnly reset)
    {
        var at = new DateTimeOffset(reset, TimeOnly.MinValue, TimeSpan.Zero);
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"This tenant has spent its {limit:0.##} USD of the {period}. It can go on at {at:yyyy-MM-ddTHH:mm:ssZ}, or when an admin raises the limit.");
        return new Problem(StatusCodes.Status402PaymentRequired, "spend_limit_reached", detail)
        {
            RetryAfterSeconds = (at - time.GetUtcNow()).TotalSeconds,
        };
    }

    private DateOnly Today() => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private Spend SpendOf(string tenantId) => _tenants.GetOrAdd(tenantId, static _ => new Spend());

    /// <summary>What one tenant has spent in the current day and month.</summary>
    private sealed class Spend
    {
        private readonly Lock _lock = new();
        private DateOnly _today;
        private decimal _day;
        private decimal _month;

        public void Add(DateOnly day, DateOnly today, decimal usd)
        {
            lock (_lock)
            {
                TurnTo(today);
                _day += day == _today ? usd : 0;
                _month += day.Year == _today.Year && day.Month == _today.Month ? usd : 0;
            }
        }

        public (decimal Day, decimal Month) Read(DateOnly today)
        {
            lock (_lock)
            {
                TurnTo(today);
                return (_day, _month);
            }
        }

        private void TurnTo(DateOnly today)
        {
            if (today <= _today)
            {
                return;
            }

            _month = today.Year == _today.Year && today.Month == _today.Month ? _month : 0;
            _day = 0;
            _today = today;
        }
    }
}

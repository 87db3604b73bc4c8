using Polydev.Controller.Tenants;
using Polydev.Controller.Usage;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Usage;

/// <summary>A tenant is stopped at its limit and goes on with the next day or month.</summary>
public sealed class SpendLedgerTests
{
    [Fact]
    public async Task A_day_limit_holds_until_midnight_UTC()
    {
        await using var storage = await OpenAsync();
        var ledger = storage.Get<SpendLedger>();
        var tenant = Limited(daily: 0.02m);
        Assert.Null(ledger.Check(tenant));
        ledger.Record(TestExecutions.Ended("exe_1"));
        Assert.Null(ledger.Check(tenant));
        ledger.Record(TestExecutions.Ended("exe_2"));

        var refusal = ledger.Check(tenant)!;
        Assert.Equal((402, "spend_limit_reached", 12 * 3600.0), (refusal.Status, refusal.Code, refusal.RetryAfterSeconds));
        Assert.Contains("2026-03-15T00:00:00Z", refusal.Detail, StringComparison.Ordinal);
        storage.Time.Advance(TimeSpan.FromHours(12));
        Assert.Null(ledger.Check(tenant));
    }

    [Fact]
    public async Task A_month_limit_holds_until_the_first_of_the_next()
    {
        await using var storage = await OpenAsync();
        var ledger = storage.Get<SpendLedger>();
        var tenant = Limited(monthly: 0.02m);
        ledger.Record(TestExecutions.Ended("exe_1"));
        storage.Time.Advance(TimeSpan.FromDays(1));
        ledger.Record(TestExecutions.Ended("exe_2", at: storage.Time.GetUtcNow()));

        Assert.Equal("spend_limit_reached", ledger.Check(tenant)!.Code);
        storage.Time.SetUtcNow(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Null(ledger.Check(tenant));
    }

    [Fact]
    public async Task A_restart_remembers_what_was_spent()
    {
        var directory = TestStorage.NewDirectory();
        await using (var storage = await OpenAsync(directory))
        {
            await new ScriptedSource(storage.Journal).Add(t =>
            {
                t.InsertExecution(TestExecutions.New("exe_1"));
                t.EndExecution(TestExecutions.Ended("exe_1"));
            });
        }

        await using (var storage = await OpenAsync(directory))
        {
            Assert.Equal("spend_limit_reached", storage.Get<SpendLedger>().Check(Limited(daily: 0.0125m))!.Code);
            Assert.Null(storage.Get<SpendLedger>().Check(Limited(daily: 0.0126m)));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Unknown_cost_and_no_limit_stop_nobody()
    {
        await using var storage = await OpenAsync();
        var ledger = storage.Get<SpendLedger>();
        ledger.Record(TestExecutions.Ended("exe_1", cost: null));
        Assert.Null(ledger.Check(Limited(daily: 0.01m)));
        ledger.Record(TestExecutions.Ended("exe_2", cost: 1000));
        Assert.Null(ledger.Check(Limited()));
    }

    private static Tenant Limited(decimal? daily = null, decimal? monthly = null) =>
        new() { Id = "default", Name = "", Limits = new TenantLimits { DailySpendUsd = daily, MonthlySpendUsd = monthly } };

    private static Task<TestStorage> OpenAsync(string? directory = null) =>
        TestStorage.OpenAsync(directory, services => services.AddUsage());
}

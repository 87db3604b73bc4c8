using System.Net;
using Polydev.Controller.Storage;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Api;

/// <summary>Usage is summed up by day, tenant, user, provider and model, and says what it does not know.</summary>
public sealed class UsageApiTests
{
    private static readonly DateTimeOffset s_beforeMidnight = new(2026, 3, 13, 23, 59, 59, 999, TimeSpan.Zero);

    [Fact]
    public async Task Executions_count_on_the_day_they_end()
    {
        await using var api = await StartAsync();
        var (_, usage) = await api.SendAsync(HttpMethod.Get, "/v1/usage?from=2026-03-13&to=2026-03-14");
        var days = usage.GetProperty("usage").EnumerateArray().ToList();

        Assert.Equal("2026-03-13,2026-03-14", string.Join(',', days.Select(day => day.GetProperty("day").GetString())));
        Assert.Equal([1, 2], days.Select(day => day.GetProperty("executions").GetInt32()));
        Assert.Equal(0.0125m, days[1].GetProperty("cost_usd").GetDecimal());
        Assert.Equal(1, days[1].GetProperty("executions_without_cost").GetInt32());
        var totals = usage.GetProperty("totals");
        Assert.Equal((3, 300, 60, 0.025m), (totals.GetProperty("executions").GetInt32(), totals.GetProperty("input_tokens").GetInt32(),
            totals.GetProperty("output_tokens").GetInt32(), totals.GetProperty("cost_usd").GetDecimal()));
    }

    [Fact]
    public async Task An_unknown_cost_is_missing_and_not_zero()
    {
        await using var api = await StartAsync();
        var (_, usage) = await api.SendAsync(HttpMethod.Get, "/v1/usage?group_by=tenant,user");
        var other = usage.GetProperty("usage").EnumerateArray().Single(item => item.GetProperty("tenant").GetString() == "tnt_a");
        Assert.False(other.TryGetProperty("cost_usd", out _));
        Assert.Equal(("ada", 1), (other.GetProperty("user").GetString(), other.GetProperty("executions_without_cost").GetInt32()));
        Assert.False(other.TryGetProperty("model", out _));
    }

    [Fact]
    public async Task A_tenant_sees_its_own_usage_only()
    {
        await using var api = await StartAsync();
        var key = await api.MakeTenantAsync("tnt_a");
        var (_, usage) = await api.SendAsync(HttpMethod.Get, "/v1/usage?group_by=model", key: key);
        Assert.Equal(1, usage.GetProperty("totals").GetProperty("executions").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await api.SendAsync(HttpMethod.Get, "/v1/usage?group_by=tenant", key: key)).Status);
    }

    [Fact]
    public async Task Days_without_executions_have_zero_totals()
    {
        await using var api = await StartAsync();
        var (_, usage) = await api.SendAsync(HttpMethod.Get, "/v1/usage?from=2020-01-01&to=2020-01-02");
        Assert.Equal(0, usage.GetProperty("usage").GetArrayLength());
        Assert.Equal(0m, usage.GetProperty("totals").GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task All_faults_of_a_query_are_said_at_once()
    {
        await using var api = await StartAsync();
        var (status, problem) = await api.SendAsync(HttpMethod.Get, "/v1/usage?from=yesterday&to=2026-13-01&group_by=week&limit=3");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("from,group_by,limit,to", TestApi.FaultyFields(problem));
        Assert.Equal(HttpStatusCode.BadRequest, (await api.SendAsync(HttpMethod.Get, "/v1/usage?from=2026-03-14&to=2026-03-13")).Status);
    }

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        await new ScriptedSource(api.Get<EventJournal>()).Add(t =>
        {
            End(t, "exe_1", "default", 0.0125m, s_beforeMidnight);
            End(t, "exe_2", "default", 0.0125m, s_beforeMidnight.AddMilliseconds(1));
            End(t, "exe_3", "default", null, s_beforeMidnight.AddHours(1));
            End(t, "exe_4", "tnt_a", null, s_beforeMidnight.AddHours(1));
            End(t, "exe_4", "tnt_a", null, s_beforeMidnight.AddHours(1));
        });
        return api;
    }

    private static void End(IJournalTransaction transaction, string id, string tenant, decimal? cost, DateTimeOffset at)
    {
        transaction.InsertExecution(TestExecutions.New(id, tenant, at: at.AddSeconds(-2)));
        transaction.EndExecution(TestExecutions.Ended(id, tenant, cost, at));
    }
}

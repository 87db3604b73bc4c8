using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Commands;

/// <summary>What the commands on tenants, keys, credentials, pools and workers send, and how lists are shown.</summary>
public sealed class ResourceCommandsTests
{
    [Theory]
    [InlineData("POST /v1/tenants", """{"name":"Acme","id":"acme","limits":{"max_concurrent":5,"monthly_spend_usd":12.5}}""", "tenants", "create", "Acme", "--id", "acme", "--max-concurrent", "5", "--monthly-usd", "12.5")]
    [InlineData("PATCH /v1/tenants/acme", """{"limits":{"daily_spend_usd":null}}""", "tenants", "set", "acme", "--daily-usd", "none")]
    [InlineData("PATCH /v1/tenants/acme", """{"suspended":true}""", "tenants", "suspend", "acme")]
    [InlineData("DELETE /v1/tenants/a%2Fb", "", "tenants", "rm", "a/b")]
    [InlineData("POST /v1/keys", """{"name":"ci","expires_at":"2030-01-01T00:00:00+00:00","admin":true}""", "keys", "create", "--name", "ci", "--expires", "2030-01-01T00:00:00Z", "--admin")]
    [InlineData("DELETE /v1/keys/key_1", "", "keys", "rm", "key_1")]
    [InlineData("DELETE /v1/credentials/google", "", "credentials", "rm", "google")]
    [InlineData("PUT /v1/pools/default", """{"floor":4,"idle_ttl_seconds":60}""", "pools", "set", "default", "--floor", "4", "--idle-ttl", "60")]
    [InlineData("POST /v1/workers/w1/drain", "", "workers", "drain", "w1")]
    [InlineData("DELETE /v1/workers/w1", "", "workers", "kill", "w1")]
    [InlineData("POST /v1/nodes/n1/drain", """{"deadline_seconds":90}""", "nodes", "drain", "n1", "--deadline", "90s")]
    [InlineData("POST /v1/nodes/n1/drain", "", "nodes", "drain", "n1")]
    [InlineData("POST /v1/nodes/n1/undrain", "", "nodes", "undrain", "n1")]
    [InlineData("GET /v1/nodes/n1", "", "nodes", "show", "n1")]
    public async Task A_change_is_one_request(string request, string body, params string[] arguments)
    {
        var sent = "";
        await using var controller = await FakeController.StartAsync(async context =>
        {
            sent = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            await FakeController.JsonAsync(context, """{"id":"made","key":"pd_secret"}""");
        });
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync([.. arguments, "--url", controller.Url.ToString()]));
        Assert.Equal([request], controller.Requests);
        Assert.Equal(body, sent);
    }

    [Theory]
    [InlineData("pools", "set", "default")]
    [InlineData("tenants", "set", "acme", "--max-concurrent", "many")]
    [InlineData("credentials", "set", "nobody")]
    [InlineData("capacity", "--cpus", "3")]
    [InlineData("nodes", "drain", "n1", "--deadline", "soon")]
    public async Task A_change_that_says_nothing_or_nonsense_is_not_sent(params string[] arguments)
    {
        using var shell = new TestShell();
        Assert.Equal(2, await shell.RunAsync(arguments));
    }

    [Fact]
    public async Task A_node_is_shown_line_by_line()
    {
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(
            context,
            """
            {"id":"n1","state":"draining","message":"drained by operator","drain_deadline":"2026-01-01T00:10:00+00:00","memory_bytes":4294967296,"reserve_bytes":1073741824,
             "free_memory_bytes":2147483648,"cpus":4,"free_cpus":3.5,"workers":3,"workers_by_state":{"warm":2,"claimed":1},"isolation":{"mechanism":"runc","network":true}}
            """));
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("nodes", "show", "n1", "--url", controller.Url.ToString()));
        string[] lines = ["node          n1", "state         draining", "drains until  2026-01-01 00:10:00", "memory        4 GiB, 1 GiB left alone, 2 GiB free", "cores         4, 3.5 free", "workers       3 workers (2 warm, 1 claimed)", "walls         runc"];
        Assert.All(lines, line => Assert.Contains(line + "\n", shell.Out, StringComparison.Ordinal));
        Assert.DoesNotContain("last seen", shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_stands_alone_on_standard_output()
    {
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(context, """{"id":"key_1","key":"pd_secret"}"""));
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("keys", "create", "--url", controller.Url.ToString()));
        Assert.Equal("pd_secret\n", shell.Out);
        Assert.DoesNotContain("pd_secret", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_a_table_and_columns_that_nothing_fills_are_left_out()
    {
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(
            context,
            """
            {"from":"2026-01-01","to":"2026-01-30","usage":[
              {"model":"m-long","executions":1200,"failed":0,"input_tokens":5,"output_tokens":6,"seconds":1.5,"bytes":2048,"cost_usd":0.5,"executions_without_cost":2},
              {"model":"n","executions":1,"failed":1,"input_tokens":0,"output_tokens":0,"seconds":0,"bytes":0,"executions_without_cost":1}],
             "totals":{"executions":1201,"cost_usd":0.5,"executions_without_cost":3}}
            """));
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("usage", "--by", "model", "--url", controller.Url.ToString()));
        Assert.Equal(
            """
            MODEL   EXECUTIONS  FAILED  IN  OUT  SECONDS  BYTES  COST
            m-long  1,200       0       5   6    1.5      2 KiB  $0.5 + 2 without price
            n       1           1       0   0    0.0      0 B    unknown

            """.ReplaceLineEndings("\n"), shell.Out);
        Assert.Equal(["GET /v1/usage?group_by=model"], controller.Requests);
    }
}

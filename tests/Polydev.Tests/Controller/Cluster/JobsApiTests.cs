using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>The routes of <c>/v1/jobs</c>.</summary>
public sealed class JobsApiTests
{
    [Fact]
    public async Task Without_a_cluster_it_is_said_what_to_set()
    {
        await using var host = await ClusterHost.StartAsync(configured: false);

        foreach (var path in new[] { "/v1/jobs", "/v1/jobs/templates", "/v1/jobs/polydev-x", "/v1/jobs/polydev-x/logs", "/v1/cluster" })
        {
            var (status, body) = await host.GetAsync(path);
            Assert.Equal((HttpStatusCode.Conflict, "cluster_not_configured"), (status, Text(body, "code")));
            Assert.Contains("NOMAD_ADDR", Text(body, "detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_an_admin_gets_there()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Http.DefaultRequestHeaders.Remove("x-admin");

        foreach (var path in new[] { "/v1/jobs", "/v1/jobs/templates", "/v1/jobs/polydev-x", "/v1/jobs/polydev-x/logs", "/v1/cluster" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await host.GetAsync(path)).Status);
        }

        Assert.Empty(host.Cluster.Asked);
    }

    [Fact]
    public async Task Templates_say_their_parameters_with_types_defaults_and_bounds()
    {
        await using var host = await ClusterHost.StartAsync();

        var (_, body) = await host.GetAsync("/v1/jobs/templates");

        var templates = body.GetProperty("templates").EnumerateArray().ToDictionary(t => Text(t, "name"));
        Assert.Equal(5, templates.Count);
        var parameters = templates["runtime-container"].GetProperty("parameters").EnumerateArray().ToDictionary(p => Text(p, "name"));
        Assert.Equal(("integer", "256", 16), (Text(parameters["memory_mb"], "type"), Text(parameters["memory_mb"], "default"), parameters["memory_mb"].GetProperty("least").GetInt32()));
        Assert.Equal("polydev-runtime:1", Text(parameters["image"], "default"));
        Assert.Equal("dc1", Text(parameters["datacenters"], "default"));
    }

    [Fact]
    public async Task A_job_is_submitted_once()
    {
        await using var host = await ClusterHost.StartAsync();
        const string job = """{"template":"runtime-container","id":"polydev-run","parameters":{"memory_mb":128}}""";

        var first = await host.SendAsync(HttpMethod.Post, "/v1/jobs", job);
        var second = await host.SendAsync(HttpMethod.Post, "/v1/jobs", job);
        var third = await host.SendAsync(HttpMethod.Post, "/v1/jobs", job.Replace("128", "256", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.Created, "created", "placed"), (first.Status, Text(first.Body, "outcome"), Text(first.Body, "placement")));
        Assert.Equal((HttpStatusCode.OK, "unchanged"), (second.Status, Text(second.Body, "outcome")));
        Assert.Equal((HttpStatusCode.OK, "updated"), (third.Status, Text(third.Body, "outcome")));
        Assert.Equal(2, host.Cluster.Asked.Count(kind => kind == "register"));
    }

    [Fact]
    public async Task A_job_that_somebody_else_changes_meanwhile_is_not_overwritten()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.RunAsync();
        host.Cluster.Next("register", async (_, answer) =>
        {
            host.Cluster.Jobs["polydev-run"]["JobModifyIndex"] = 999L;
            await answer();
        });

        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"runtime-container","id":"polydev-run","parameters":{"memory_mb":512}}""");

        Assert.Equal((HttpStatusCode.Conflict, "job_changed"), (status, Text(body, "code")));
    }

    [Fact]
    public async Task All_errors_are_said_at_once_by_field()
    {
        await using var host = await ClusterHost.StartAsync();

        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"runtime-container","id":"mine","parameters":{"memory_mb":1,"nope":1}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameters"), (status, Text(body, "code")));
        Assert.Equal(["id", "parameters.memory_mb", "parameters.nope"], body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.Empty(host.Cluster.Jobs);
    }

    [Fact]
    public async Task A_secret_never_gets_into_a_job()
    {
        await using var host = await ClusterHost.StartAsync();

        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"runtime-container","parameters":{"environment":{"OPENAI_API_KEY":"sk-planted"}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "secret_in_job"), (status, Text(body, "code")));
        Assert.DoesNotContain("sk-planted", body.ToString(), StringComparison.Ordinal);
        Assert.Empty(host.Cluster.Asked);
    }

    [Theory]
    [InlineData("""{"template":"nope"}""", 404, "template_not_found")]
    [InlineData("""{"parameters":{}}""", 400, "invalid_request")]
    [InlineData("""{"template":"warm-pool","parametrs":{}}""", 400, "invalid_request")]
    [InlineData("nonsense", 400, "invalid_json")]
    public async Task What_is_no_submission_is_refused(string json, int status, string code)
    {
        await using var host = await ClusterHost.StartAsync();

        var (got, body) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", json);

        Assert.Equal(((HttpStatusCode)status, code), (got, Text(body, "code")));
    }

    [Fact]
    public async Task A_plan_says_the_change_and_why_there_is_no_place_and_does_nothing()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.RunAsync();
        host.Cluster.NoRoom = new JsonObject { ["NodesEvaluated"] = 3, ["DimensionExhausted"] = new JsonObject { ["memory"] = 3 } };

        var (_, body) = await host.SendAsync(HttpMethod.Post, "/v1/jobs/plan", """{"template":"runtime-container","id":"polydev-run","parameters":{"memory_mb":512}}""");

        Assert.Equal("updated", Text(body, "outcome"));
        Assert.Equal("group worker / task runtime / Resources.MemoryMB: 256 -> 512", body.GetProperty("diff").EnumerateArray().Single().GetString());
        Assert.Equal("no place: memory exhausted on 3 of 3 nodes", Text(body, "no_place"));
        Assert.Equal(1, host.Cluster.Asked.Count(kind => kind == "register"));
    }

    [Fact]
    public async Task A_job_without_a_place_says_why()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.NoRoom = new JsonObject { ["NodesEvaluated"] = 3, ["DimensionExhausted"] = new JsonObject { ["memory"] = 2 }, ["ConstraintFiltered"] = new JsonObject { ["${attr.kernel.name} = linux"] = 1 } };
        const string why = "no place: memory exhausted on 2 of 3 nodes, 1 filtered by constraint ${attr.kernel.name} = linux";

        var (_, submitted) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"runtime-container","id":"polydev-run"}""");
        var (_, shown) = await host.GetAsync("/v1/jobs/polydev-run");

        Assert.Equal(why, Text(submitted, "placement"));
        Assert.Equal(why, Text(shown, "problem"));
        Assert.Equal(why, Text(shown.GetProperty("evaluations")[0], "message"));
    }

    [Fact]
    public async Task A_job_whose_image_is_missing_says_so_and_what_to_do()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.WithoutImage.Add("n1");
        await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"runtime-container","id":"polydev-run"}""");

        var (_, body) = await host.GetAsync("/v1/jobs/polydev-run");

        Assert.StartsWith("the node has no such image", Text(body, "problem"), StringComparison.Ordinal);
        var allocation = body.GetProperty("allocations").EnumerateArray().Single();
        Assert.Equal(("failed", "n1"), (Text(allocation, "status"), Text(allocation, "node")));
        Assert.Contains("gc { image = false }", Text(allocation.GetProperty("tasks")[0], "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_ended_shows_its_exit_code_and_what_happened()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.Exit(await host.RunAsync(), 3);

        var (_, body) = await host.GetAsync("/v1/jobs/polydev-run");

        Assert.Equal("exited with code 3", Text(body, "problem"));
        var task = body.GetProperty("allocations")[0].GetProperty("tasks")[0];
        Assert.Equal((3, 2), (task.GetProperty("exit_code").GetInt32(), task.GetProperty("events").GetArrayLength()));
        Assert.Equal(1, body.GetProperty("groups")[0].GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Jobs_of_others_are_as_good_as_none()
    {
        await using var host = await ClusterHost.StartAsync();
        foreach (var id in new[] { "theirs", "polydev-theirs" })
        {
            host.Cluster.Jobs[id] = new JsonObject { ["ID"] = id, ["Type"] = "service" };
            Assert.Equal("job_not_found", Text((await host.GetAsync("/v1/jobs/" + id)).Body, "code"));
            Assert.Equal("job_not_found", Text((await host.GetAsync($"/v1/jobs/{id}/logs")).Body, "code"));
            Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(HttpMethod.Delete, $"/v1/jobs/{id}?purge=true")).Status);
        }

        Assert.Empty((await host.GetAsync("/v1/jobs")).Body.GetProperty("jobs").EnumerateArray());
        Assert.Equal("job_id_taken", Text((await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"runtime-container","id":"polydev-theirs"}""")).Body, "code"));
        Assert.Equal(2, host.Cluster.Jobs.Count);
    }

    [Fact]
    public async Task A_list_is_filtered_and_comes_in_pages()
    {
        await using var host = await ClusterHost.StartAsync();
        foreach (var id in new[] { "polydev-c", "polydev-a", "polydev-b" })
        {
            await host.SendAsync(HttpMethod.Post, "/v1/jobs", $$"""{"template":"runtime-container","id":"{{id}}"}""");
        }

        await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"warm-pool"}""");

        var (_, first) = await host.GetAsync("/v1/jobs?template=runtime-container&limit=2");
        var (_, second) = await host.GetAsync($"/v1/jobs?template=runtime-container&limit=2&cursor={Text(first, "next_cursor")}");

        Assert.Equal(["polydev-a", "polydev-b"], Ids(first));
        Assert.Equal(["polydev-c"], Ids(second));
        Assert.False(second.TryGetProperty("next_cursor", out _));
        Assert.Equal(["running"], (await host.GetAsync("/v1/jobs?status=running")).Body.GetProperty("jobs").EnumerateArray().Select(j => Text(j, "status")));
        Assert.Equal("invalid_cursor", Text((await host.GetAsync("/v1/jobs?cursor=nonsense")).Body, "code"));
        Assert.Equal(2, (await host.GetAsync("/v1/jobs?template=x&status=y")).Body.GetProperty("errors").EnumerateObject().Count());
    }

    [Fact]
    public async Task Workers_are_listed_under_the_job_they_were_dispatched_from_and_stopped_by_an_id_with_a_slash()
    {
        await using var host = await ClusterHost.StartAsync();
        var (_, pool) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"warm-pool"}""");
        var parent = Text(pool, "id");
        var worker = host.Cluster.Dispatched(parent, "w1", "owner");

        var (_, listed) = await host.GetAsync($"/v1/jobs?parent={parent}");
        var (_, shown) = await host.GetAsync($"/v1/jobs/{Uri.EscapeDataString(worker.Job)}");
        var (status, stopped) = await host.SendAsync(HttpMethod.Delete, $"/v1/jobs/{Uri.EscapeDataString(worker.Job)}?purge=true");

        Assert.Contains("runs when it is dispatched", Text(pool, "placement"), StringComparison.Ordinal);
        Assert.Equal([worker.Job], Ids(listed));
        Assert.Equal((parent, "warm-pool"), (Text(shown, "parent"), Text(shown, "template")));
        Assert.Equal((HttpStatusCode.OK, worker.Job), (status, Text(stopped, "id")));
        Assert.True(worker.Over);
        Assert.False(host.Cluster.Jobs.ContainsKey(worker.Job));
        Assert.Equal([parent], Ids((await host.GetAsync("/v1/jobs")).Body));
    }

    [Fact]
    public async Task A_stopped_job_is_still_shown_and_may_be_submitted_again()
    {
        await using var host = await ClusterHost.StartAsync();
        var run = await host.RunAsync();

        await host.SendAsync(HttpMethod.Delete, "/v1/jobs/polydev-run");
        var (_, shown) = await host.GetAsync("/v1/jobs/polydev-run");
        var (_, again) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"runtime-container","id":"polydev-run"}""");

        Assert.True(run.Over);
        Assert.Equal("stopped", Text(shown, "status"));
        Assert.Equal("updated", Text(again, "outcome"));
    }

    [Theory]
    [InlineData(403, "Permission denied", 502, "cluster_forbidden")]
    [InlineData(403, "ACL token not found", 502, "cluster_token_unknown")]
    [InlineData(500, "No cluster leader", 503, "cluster_no_leader")]
    [InlineData(500, "nonexistent namespace \"x\"", 502, "cluster_misconfigured")]
    [InlineData(500, "boom", 502, "cluster_refused")]
    public async Task What_the_cluster_refuses_is_a_problem_with_a_code(int said, string text, int status, string code)
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.Always["jobs"] = (said, text);

        var (got, body) = await host.GetAsync("/v1/jobs");

        Assert.Equal(((HttpStatusCode)status, code), (got, Text(body, "code")));
        Assert.NotEmpty(Text(body, "detail"));
    }

    [Fact]
    public async Task A_cluster_that_is_away_is_said_to_be()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.Cluster.DisposeAsync();

        Assert.Equal("cluster_unreachable", Text((await host.GetAsync("/v1/jobs")).Body, "code"));
        Assert.Equal("cluster_unreachable", Text((await host.GetAsync("/v1/cluster")).Body, "code"));
    }

    [Fact]
    public void Every_job_of_a_template_is_known_by_its_mark() =>
        Assert.All(Polydev.Tests.Drivers.Nomad.Jobs.DeployedJobs.All, template => Assert.Equal(template.Template, template.ToJob().Meta![JobTemplate.Mark]));

    private static IEnumerable<string> Ids(JsonElement list) => list.GetProperty("jobs").EnumerateArray().Select(j => Text(j, "id"));

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
